-- gmig: id=llvlmoprnzxt parent=none
-- What gmig remembers in a database. SQL that SQLite and PostgreSQL both understand; on PostgreSQL
-- gmig_x is read as x in schema gmig. Times are microseconds since 1970-01-01T00:00:00Z.
--
-- Comments stand outside the statements, because SQLite reads the whole schema's text again after
-- many a change of it.

-- One row for each migration that is executed here (or, in state 'started', is being executed).
-- parents: ids with a space between. transaction_mode: 'on', 'off'. sequence: the order of
-- execution, from 1. digest: of all columns before it. progress: of a started one, 'up:' or 'down:'
-- and the digest of the statements that are done. text_digest: of all columns behind it. The texts
-- stand last, so that reading the rest does not pass over them. Rows are inserted in this order of
-- columns: later migrations may only add columns at the end.
CREATE TABLE gmig_ledger (
    project TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    parents TEXT NOT NULL,
    checksum TEXT NOT NULL,
    down_checksum TEXT,
    verify_checksum TEXT,
    fingerprint TEXT NOT NULL,
    transaction_mode TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    state TEXT NOT NULL,
    statements_done BIGINT NOT NULL,
    executed_at BIGINT NOT NULL,
    duration_us BIGINT NOT NULL,
    git_commit TEXT NOT NULL,
    git_branch TEXT NOT NULL,
    executed_by TEXT NOT NULL,
    gmig_version TEXT NOT NULL,
    run_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    progress TEXT,
    text_digest TEXT NOT NULL,
    down_transaction_mode TEXT NOT NULL,
    up_text TEXT NOT NULL,
    down_text TEXT,
    verify_text TEXT,
    PRIMARY KEY (project, id)
);

-- What environment this database says it is. kind: 'local', 'shared', 'production'. identity: a
-- UUID. place: of a file, its path when it was stamped.
CREATE TABLE gmig_environment (
    project TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    identity TEXT NOT NULL,
    place TEXT NOT NULL
);

-- What gmig did to the ledger, and (detail, JSON) what stood there before.
CREATE TABLE gmig_operation (
    number INTEGER NOT NULL PRIMARY KEY,
    project TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    detail TEXT NOT NULL,
    at BIGINT NOT NULL,
    executed_by TEXT NOT NULL,
    run_id TEXT NOT NULL
);

-- gmig: down
DROP TABLE gmig_operation;
DROP TABLE gmig_environment;
DROP TABLE gmig_ledger;

-- gmig: verify
SELECT project, id, digest, text_digest FROM gmig_ledger LIMIT 0;
SELECT project, name, kind, identity FROM gmig_environment LIMIT 0;
SELECT project, number, detail FROM gmig_operation LIMIT 0;
