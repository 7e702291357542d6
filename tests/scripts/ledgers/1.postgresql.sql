
\restrict iRnha0Ujf9GjlvD4WVMqfIx7ogDNilNPFoqDck1NGA3Bcz5qeafGZiIZnrjOsHJ


SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;


CREATE SCHEMA gmig;


SET default_tablespace = '';

SET default_table_access_method = heap;


CREATE TABLE gmig.environment (
    project text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    identity text NOT NULL,
    place text NOT NULL
);



CREATE TABLE gmig.ledger (
    project text NOT NULL,
    id text NOT NULL,
    name text NOT NULL,
    parents text NOT NULL,
    checksum text NOT NULL,
    down_checksum text,
    verify_checksum text,
    fingerprint text NOT NULL,
    transaction_mode text NOT NULL,
    sequence bigint NOT NULL,
    state text NOT NULL,
    statements_done bigint NOT NULL,
    executed_at bigint NOT NULL,
    duration_us bigint NOT NULL,
    git_commit text NOT NULL,
    git_branch text NOT NULL,
    executed_by text NOT NULL,
    gmig_version text NOT NULL,
    run_id text NOT NULL,
    digest text NOT NULL,
    progress text,
    text_digest text NOT NULL,
    down_transaction_mode text NOT NULL,
    up_text text NOT NULL,
    down_text text,
    verify_text text
);



CREATE TABLE gmig.operation (
    number integer NOT NULL,
    project text NOT NULL,
    kind text NOT NULL,
    id text NOT NULL,
    name text NOT NULL,
    detail text NOT NULL,
    at bigint NOT NULL,
    executed_by text NOT NULL,
    run_id text NOT NULL
);



CREATE TABLE public.one (
    x integer
);



CREATE TABLE public.two (
    x integer
);



INSERT INTO gmig.environment VALUES ('default', 'local', 'local', '830a09d2-1ed5-40ac-9372-f7d4f2809d96', '');



INSERT INTO gmig.ledger VALUES ('gmig', 'llvlmoprnzxt', '2026-11-21-080000-ledger', '', '1:8681d4b55c2a6f28299dbbdbc30bd28161658fa3dc007976928416a1c8acf95e', '1:69eba21c7060f344ccb5e9002ebd7a0c0a01aa988b9f655c345f1908cf3d0b32', '1:e1fe53c253a9d2c8da38883b24ca2e095ec466270192e169d1411f5c8ae80ea5', 'd9c31fff74d6e01264a4cda9c584380b579de6730cac2edc0dab6adaf80849c9', 'on', 1, 'done', 3, 1795168800054325, 31820, '', '', 'uid 0@vm', '0.1.0', 'd7a1390e-4dc9-493a-a138-cb4efad285bd', '1:82852cfa9e45f2217c26e30c25739b6a5a8879f83d204103b82c6d6ff8679c47', NULL, '1:f51d94f144b038aa37ca82e5f59ea689bc087900de26fe2184828cf97c239a23', 'on', '-- What gmig remembers in a database. SQL that SQLite and PostgreSQL both understand; on PostgreSQL

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

CREATE TABLE gmig_environment (
    project TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    identity TEXT NOT NULL,
    place TEXT NOT NULL
);

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
);', 'DROP TABLE gmig_operation;
DROP TABLE gmig_environment;
DROP TABLE gmig_ledger;', 'SELECT project, id, digest, text_digest FROM gmig_ledger LIMIT 0;
SELECT project, name, kind, identity FROM gmig_environment LIMIT 0;
SELECT project, number, detail FROM gmig_operation LIMIT 0;');
INSERT INTO gmig.ledger VALUES ('default', 'kkkkkkkkkkkk', '2026-11-20-100000-one', '', '1:c8d6f071223686b18b616cb2a0e3ffbc3ad2c34ef8cbe8df6bd5be6be392068b', '1:ad1416b0f46b249a8a4a9f9c27b6345dbc849683623b281429633e9e4ab422b3', '1:d3fa252c511c92e034cbfd2bf23eef0cced7ce2069748b0d91c9ab2ec6b8d9c0', 'e4da97ebb03c5dbea6b7aed8f979ec27d9df249dd6f3170eb1f81fc7f958b374', 'on', 1, 'done', 1, 1795168800022701, 22437, '', 'main', 'uid 0@vm', '0.1.0', '9bd7b14b-9fc3-4426-a1ca-72800d37713b', '1:78ed8845c294bb6adaf392bb2d884bb6f5153e218700f8f6ab16d317afea1a6c', NULL, '1:dc7554fffd8564a7c6d96e1d705b35c8156c2e45147d686b7824d7fa021bd9c4', 'on', '
CREATE TABLE one (x INTEGER);', 'DROP TABLE one;', 'SELECT x FROM one LIMIT 0;');
INSERT INTO gmig.ledger VALUES ('default', 'llllllllllll', '2026-11-20-100001-two', 'kkkkkkkkkkkk', '1:29a2bde3611683ba859da8e68629ace3265d59395b526f3058d17265957e3661', '1:41d4822e1938a7e6679659de51779679981f2acff1c300a02eb0080254c38dbc', NULL, '0f86a1a49798e2b5a5f7fb209b2fba46bba1549366e940cf7d08f8a2555bb6e0', 'on', 2, 'done', 2, 1795168800032375, 472, '', 'main', 'uid 0@vm', '0.1.0', '9bd7b14b-9fc3-4426-a1ca-72800d37713b', '1:3afdba0f53e5b58ec0aa43310a412b3e5edfcc593617ac0c101fc49092cb03c5', NULL, '1:dfb8e08ed353a460ca7b7c36f450bb68f232c2eb1b700ff51850dba7b0a5973e', 'on', '
CREATE TABLE two (x INTEGER); INSERT INTO two VALUES (1); -- it''s ''quoted'' ü', 'DROP TABLE two;', NULL);



INSERT INTO gmig.operation VALUES (1, 'gmig', 'execute', 'llvlmoprnzxt', '2026-11-21-080000-ledger', '{}', 1795168800054325, 'uid 0@vm', 'd7a1390e-4dc9-493a-a138-cb4efad285bd');
INSERT INTO gmig.operation VALUES (2, 'default', 'execute', 'kkkkkkkkkkkk', '2026-11-20-100000-one', '{}', 1795168800022701, 'uid 0@vm', '9bd7b14b-9fc3-4426-a1ca-72800d37713b');
INSERT INTO gmig.operation VALUES (3, 'default', 'execute', 'llllllllllll', '2026-11-20-100001-two', '{}', 1795168800032375, 'uid 0@vm', '9bd7b14b-9fc3-4426-a1ca-72800d37713b');






INSERT INTO public.two VALUES (1);



ALTER TABLE ONLY gmig.environment
    ADD CONSTRAINT environment_pkey PRIMARY KEY (project);



ALTER TABLE ONLY gmig.ledger
    ADD CONSTRAINT ledger_pkey PRIMARY KEY (project, id);



ALTER TABLE ONLY gmig.operation
    ADD CONSTRAINT operation_pkey PRIMARY KEY (number);



\unrestrict iRnha0Ujf9GjlvD4WVMqfIx7ogDNilNPFoqDck1NGA3Bcz5qeafGZiIZnrjOsHJ

