-- gmig: id=rskylqsorwsm parent=llvlmoprnzxt
-- Environments that come from each other, and databases that are closed to writers.

-- Where the database of gmig_environment's row comes from, and what it is about to become. origin: the
-- identity of the environment that it was copied from, and what that one was called; content: what was
-- in that one then. becomes: what this database is from the moment when it stands at becomes_place;
-- empty: nothing.
CREATE TABLE gmig_lineage (
    project TEXT NOT NULL PRIMARY KEY,
    origin TEXT NOT NULL,
    origin_name TEXT NOT NULL,
    origin_at BIGINT NOT NULL,
    origin_content TEXT NOT NULL,
    becomes_name TEXT NOT NULL,
    becomes_kind TEXT NOT NULL,
    becomes_identity TEXT NOT NULL,
    becomes_place TEXT NOT NULL
);

-- SQLite: one row while writers are stopped (number is 1). run_id: of the run that did it for itself;
-- empty: a person did. PostgreSQL keeps this in the database's settings.
CREATE TABLE gmig_maintenance (
    number INTEGER NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL,
    begun_by TEXT NOT NULL,
    run_id TEXT NOT NULL
);

-- gmig: down
DROP TABLE gmig_maintenance;
DROP TABLE gmig_lineage;

-- gmig: verify
SELECT project, origin, becomes_place FROM gmig_lineage LIMIT 0;
SELECT number, since, run_id FROM gmig_maintenance LIMIT 0;
