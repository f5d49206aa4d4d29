-- No two usernames may look alike (UTS 39).
ALTER TABLE account ADD COLUMN username_skeleton TEXT;
CREATE UNIQUE INDEX account_username_skeleton ON account (username_skeleton);
-- Where a registration asks for a name of its own.
ALTER TABLE registration ADD COLUMN username TEXT;

-- The other ways to reach somebody: a recovery e-mail, a mobile phone. One of a kind counts once its code came back, until the next.
CREATE TABLE contact (
    id             TEXT PRIMARY KEY,
    account        TEXT NOT NULL REFERENCES account (id),
    kind           TEXT NOT NULL,
    contact_key    TEXT NOT NULL,
    contact        TEXT NOT NULL,
    language       TEXT NOT NULL,
    created_at     BIGINT NOT NULL,
    expires_at     BIGINT NOT NULL,
    armed_at       BIGINT,
    code           TEXT,
    code_attempts  BIGINT NOT NULL,
    proved_at      BIGINT,
    replaced_at    BIGINT
);
CREATE INDEX contact_account ON contact (account);
CREATE INDEX contact_key ON contact (contact_key);
CREATE INDEX contact_expires_at ON contact (expires_at);

-- A security question: which one of the catalogue, and the hash of the answer.
CREATE TABLE answer (
    account   TEXT PRIMARY KEY REFERENCES account (id),
    question  TEXT NOT NULL,
    hash      TEXT NOT NULL,
    set_at    BIGINT NOT NULL
);

-- Challenges that were answered, rightly or wrongly: each counts once.
CREATE TABLE spent (
    id          TEXT PRIMARY KEY,
    expires_at  BIGINT NOT NULL
);
CREATE INDEX spent_expires_at ON spent (expires_at);

-- Which way was chosen, and the address that was typed for it.
ALTER TABLE restore ADD COLUMN way TEXT;
ALTER TABLE restore ADD COLUMN given TEXT;
ALTER TABLE restore ADD COLUMN given_key TEXT;

-- Somebody has forgotten what to sign in by, and gave an address. Whose it is, is found when the letter is written.
CREATE TABLE recall (
    id           TEXT PRIMARY KEY,
    contact      TEXT NOT NULL,
    contact_key  TEXT NOT NULL,
    language     TEXT NOT NULL,
    created_at   BIGINT NOT NULL
);
CREATE INDEX recall_created_at ON recall (created_at);
