PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
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
INSERT INTO gmig_ledger VALUES('gmig','llvlmoprnzxt','2026-11-21-080000-ledger','','1:8681d4b55c2a6f28299dbbdbc30bd28161658fa3dc007976928416a1c8acf95e','1:69eba21c7060f344ccb5e9002ebd7a0c0a01aa988b9f655c345f1908cf3d0b32','1:e1fe53c253a9d2c8da38883b24ca2e095ec466270192e169d1411f5c8ae80ea5','d9c31fff74d6e01264a4cda9c584380b579de6730cac2edc0dab6adaf80849c9','on',1,'done',3,1795168800000908,312,'','','uid 0@vm','0.1.0','b6e858d8-0508-4556-b2dc-614f18b3027d','1:bf78f04d84430f33918af13382d68d4d45808089d9afcb796e991a8b1bc1dc18',NULL,'1:f51d94f144b038aa37ca82e5f59ea689bc087900de26fe2184828cf97c239a23','on',replace('-- What gmig remembers in a database. SQL that SQLite and PostgreSQL both understand; on PostgreSQL\n-- gmig_x is read as x in schema gmig. Times are microseconds since 1970-01-01T00:00:00Z.\n--\n-- Comments stand outside the statements, because SQLite reads the whole schema''s text again after\n-- many a change of it.\n\n-- One row for each migration that is executed here (or, in state ''started'', is being executed).\n-- parents: ids with a space between. transaction_mode: ''on'', ''off''. sequence: the order of\n-- execution, from 1. digest: of all columns before it. progress: of a started one, ''up:'' or ''down:''\n-- and the digest of the statements that are done. text_digest: of all columns behind it. The texts\n-- stand last, so that reading the rest does not pass over them. Rows are inserted in this order of\n-- columns: later migrations may only add columns at the end.\nCREATE TABLE gmig_ledger (\n    project TEXT NOT NULL,\n    id TEXT NOT NULL,\n    name TEXT NOT NULL,\n    parents TEXT NOT NULL,\n    checksum TEXT NOT NULL,\n    down_checksum TEXT,\n    verify_checksum TEXT,\n    fingerprint TEXT NOT NULL,\n    transaction_mode TEXT NOT NULL,\n    sequence BIGINT NOT NULL,\n    state TEXT NOT NULL,\n    statements_done BIGINT NOT NULL,\n    executed_at BIGINT NOT NULL,\n    duration_us BIGINT NOT NULL,\n    git_commit TEXT NOT NULL,\n    git_branch TEXT NOT NULL,\n    executed_by TEXT NOT NULL,\n    gmig_version TEXT NOT NULL,\n    run_id TEXT NOT NULL,\n    digest TEXT NOT NULL,\n    progress TEXT,\n    text_digest TEXT NOT NULL,\n    down_transaction_mode TEXT NOT NULL,\n    up_text TEXT NOT NULL,\n    down_text TEXT,\n    verify_text TEXT,\n    PRIMARY KEY (project, id)\n);\n\n-- What environment this database says it is. kind: ''local'', ''shared'', ''production''. identity: a\n-- UUID. place: of a file, its path when it was stamped.\nCREATE TABLE gmig_environment (\n    project TEXT NOT NULL PRIMARY KEY,\n    name TEXT NOT NULL,\n    kind TEXT NOT NULL,\n    identity TEXT NOT NULL,\n    place TEXT NOT NULL\n);\n\n-- What gmig did to the ledger, and (detail, JSON) what stood there before.\nCREATE TABLE gmig_operation (\n    number INTEGER NOT NULL PRIMARY KEY,\n    project TEXT NOT NULL,\n    kind TEXT NOT NULL,\n    id TEXT NOT NULL,\n    name TEXT NOT NULL,\n    detail TEXT NOT NULL,\n    at BIGINT NOT NULL,\n    executed_by TEXT NOT NULL,\n    run_id TEXT NOT NULL\n);','\n',char(10)),replace('DROP TABLE gmig_operation;\nDROP TABLE gmig_environment;\nDROP TABLE gmig_ledger;','\n',char(10)),replace('SELECT project, id, digest, text_digest FROM gmig_ledger LIMIT 0;\nSELECT project, name, kind, identity FROM gmig_environment LIMIT 0;\nSELECT project, number, detail FROM gmig_operation LIMIT 0;','\n',char(10)));
INSERT INTO gmig_ledger VALUES('default','kkkkkkkkkkkk','2026-11-20-100000-one','','1:c8d6f071223686b18b616cb2a0e3ffbc3ad2c34ef8cbe8df6bd5be6be392068b','1:ad1416b0f46b249a8a4a9f9c27b6345dbc849683623b281429633e9e4ab422b3','1:d3fa252c511c92e034cbfd2bf23eef0cced7ce2069748b0d91c9ab2ec6b8d9c0','e4da97ebb03c5dbea6b7aed8f979ec27d9df249dd6f3170eb1f81fc7f958b374','on',1,'done',1,1795168800000524,243,'','main','uid 0@vm','0.1.0','6453721f-0755-487a-95bf-f72e3a062009','1:22be2f9c445369304c44f126c38ed7790c1f84f70fd662f229bbe904ed158bd8',NULL,'1:dc7554fffd8564a7c6d96e1d705b35c8156c2e45147d686b7824d7fa021bd9c4','on',replace('\nCREATE TABLE one (x INTEGER);','\n',char(10)),'DROP TABLE one;','SELECT x FROM one LIMIT 0;');
INSERT INTO gmig_ledger VALUES('default','llllllllllll','2026-11-20-100001-two','kkkkkkkkkkkk','1:29a2bde3611683ba859da8e68629ace3265d59395b526f3058d17265957e3661','1:41d4822e1938a7e6679659de51779679981f2acff1c300a02eb0080254c38dbc',NULL,'0f86a1a49798e2b5a5f7fb209b2fba46bba1549366e940cf7d08f8a2555bb6e0','on',2,'done',2,1795168800082687,253,'','main','uid 0@vm','0.1.0','6453721f-0755-487a-95bf-f72e3a062009','1:2ab0844173083c820b1ba65b2d228e610b3b89b0789e336e6d08581f8b5325b6',NULL,'1:dfb8e08ed353a460ca7b7c36f450bb68f232c2eb1b700ff51850dba7b0a5973e','on',replace('\nCREATE TABLE two (x INTEGER); INSERT INTO two VALUES (1); -- it''s ''quoted'' ü','\n',char(10)),'DROP TABLE two;',NULL);
CREATE TABLE gmig_environment (
    project TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    identity TEXT NOT NULL,
    place TEXT NOT NULL
);
INSERT INTO gmig_environment VALUES('default','local','local','facf1a67-14bf-40dc-b3b2-d87f73ee450d','/tmp/bats-run-2HALKh/test/1/work/dev.db');
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
INSERT INTO gmig_operation VALUES(1,'gmig','execute','llvlmoprnzxt','2026-11-21-080000-ledger','{}',1795168800000908,'uid 0@vm','b6e858d8-0508-4556-b2dc-614f18b3027d');
INSERT INTO gmig_operation VALUES(2,'default','execute','kkkkkkkkkkkk','2026-11-20-100000-one','{}',1795168800000524,'uid 0@vm','6453721f-0755-487a-95bf-f72e3a062009');
INSERT INTO gmig_operation VALUES(3,'default','execute','llllllllllll','2026-11-20-100001-two','{}',1795168800082687,'uid 0@vm','6453721f-0755-487a-95bf-f72e3a062009');
CREATE TABLE one (x INTEGER);
CREATE TABLE two (x INTEGER);
INSERT INTO two VALUES(1);
COMMIT;
