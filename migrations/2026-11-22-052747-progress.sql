-- gmig: id=suztrtklywrn parent=rskylqsorwsm
-- How far a migration has come that runs statement by statement. A row stands from its first
-- statement to its last, so that these need not write gmig_ledger's row each time, texts and all:
-- statements_done and progress count instead of what that row says. digest: of these two.
CREATE TABLE gmig_progress (
    project TEXT NOT NULL,
    id TEXT NOT NULL,
    statements_done BIGINT NOT NULL,
    progress TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (project, id)
);

-- gmig: down
DROP TABLE gmig_progress;

-- gmig: verify
SELECT project, id, statements_done, progress, digest FROM gmig_progress LIMIT 0;
