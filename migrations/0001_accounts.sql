-- One text for SQLite and PostgreSQL: TEXT and BIGINT only. Instants are microseconds since 1970 (UTC); what may or may not
-- have happened is a nullable `…_at`. Secrets stand here as digests, never as themselves.

CREATE TABLE account (
    id            TEXT PRIMARY KEY,
    email_key     TEXT NOT NULL UNIQUE,
    email         TEXT NOT NULL,
    username_key  TEXT UNIQUE,
    username      TEXT,
    password      TEXT NOT NULL,
    -- Grows with every change after which older sessions must not go on.
    version       BIGINT NOT NULL,
    language      TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    disabled_at   BIGINT
);

-- Who agreed to which text, and when. Rows are only ever added.
CREATE TABLE consent (
    account    TEXT NOT NULL REFERENCES account (id),
    version    TEXT NOT NULL,
    agreed_at  BIGINT NOT NULL,
    PRIMARY KEY (account, version)
);

-- Somebody wants an account and has yet to prove the address. There may be many for one address; the first proof wins.
CREATE TABLE registration (
    id               TEXT PRIMARY KEY,
    email_key        TEXT NOT NULL,
    email            TEXT NOT NULL,
    password         TEXT NOT NULL,
    language         TEXT NOT NULL,
    agreement        TEXT NOT NULL,
    created_at       BIGINT NOT NULL,
    expires_at       BIGINT NOT NULL,
    -- Made by the worker when the letter is written; empty until then, and for an address that has an account.
    code             TEXT,
    code_expires_at  BIGINT,
    code_attempts    BIGINT NOT NULL,
    link             TEXT UNIQUE,
    used_at          BIGINT
);
CREATE INDEX registration_email_key ON registration (email_key);
CREATE INDEX registration_expires_at ON registration (expires_at);

CREATE TABLE session (
    digest      TEXT PRIMARY KEY,
    account     TEXT NOT NULL REFERENCES account (id),
    -- The account's version when the session began.
    version     BIGINT NOT NULL,
    data        TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL,
    -- The longest pause, and the end whatever happens.
    idle        BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    revoked_at  BIGINT
);
CREATE INDEX session_account ON session (account);
CREATE INDEX session_expires_at ON session (expires_at);

-- Letters to be written and sent. A row holds no address and no secret: both are looked up or made when it is sent.
CREATE TABLE message (
    id           TEXT PRIMARY KEY,
    kind         TEXT NOT NULL,
    about        TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    next_at      BIGINT NOT NULL,
    deadline     BIGINT NOT NULL,
    attempts     BIGINT NOT NULL,
    lease        TEXT,
    lease_until  BIGINT,
    handed_at    BIGINT,
    failed_at    BIGINT,
    reply        TEXT
);
CREATE INDEX message_about ON message (about);
CREATE INDEX message_next_at ON message (next_at);

-- Budgets (GCRA): the instant at which the bucket is empty again.
CREATE TABLE bucket (
    name      TEXT PRIMARY KEY,
    empty_at  BIGINT NOT NULL
);
CREATE INDEX bucket_empty_at ON bucket (empty_at);

-- Passwords guessed in a row for one login, and when the next guess may be made.
CREATE TABLE guess (
    name      TEXT PRIMARY KEY,
    failures  BIGINT NOT NULL,
    next_at   BIGINT NOT NULL
);
CREATE INDEX guess_next_at ON guess (next_at);
