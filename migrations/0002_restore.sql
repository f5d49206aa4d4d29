-- The way back in, and what an account's owner sees of it.

-- Somebody wants back in. The request writes this row and nothing else; whose login it is, is found when the letter is written.
CREATE TABLE restore (
    id             TEXT PRIMARY KEY,
    login          TEXT NOT NULL,
    language       TEXT NOT NULL,
    created_at     BIGINT NOT NULL,
    -- The last moment at which its letter may still go.
    expires_at     BIGINT NOT NULL,
    -- Found and made by the worker; empty until then, and for a login that nobody has.
    account        TEXT REFERENCES account (id),
    email_key      TEXT,
    armed_at       BIGINT,
    code           TEXT,
    code_attempts  BIGINT NOT NULL,
    link           TEXT UNIQUE,
    -- The code was right.
    proved_at      BIGINT,
    replaced_at    BIGINT,
    used_at        BIGINT
);
CREATE INDEX restore_account ON restore (account);
CREATE INDEX restore_expires_at ON restore (expires_at);

-- An account moves to another address: asked, confirmed by a code, and for some days open to be undone by the old address.
CREATE TABLE email_change (
    id             TEXT PRIMARY KEY,
    account        TEXT NOT NULL REFERENCES account (id),
    old_email      TEXT NOT NULL,
    old_email_key  TEXT NOT NULL,
    email          TEXT NOT NULL,
    email_key      TEXT NOT NULL,
    language       TEXT NOT NULL,
    created_at     BIGINT NOT NULL,
    expires_at     BIGINT NOT NULL,
    armed_at       BIGINT,
    code           TEXT,
    code_attempts  BIGINT NOT NULL,
    replaced_at    BIGINT,
    used_at        BIGINT,
    -- The secret of the letter to the old address.
    undo           TEXT UNIQUE,
    undone_at      BIGINT
);
CREATE INDEX email_change_account ON email_change (account);
CREATE INDEX email_change_created_at ON email_change (created_at);

-- A browser from which an account was signed in to before. It has guesses of its own, so that strangers cannot lock it out.
CREATE TABLE device (
    digest      TEXT NOT NULL,
    account     TEXT NOT NULL REFERENCES account (id),
    created_at  BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL,
    PRIMARY KEY (digest, account)
);
CREATE INDEX device_account ON device (account);
CREATE INDEX device_seen_at ON device (seen_at);

-- What happened to an account. Rows are only ever added, and go with age.
CREATE TABLE history (
    id       TEXT PRIMARY KEY,
    account  TEXT NOT NULL REFERENCES account (id),
    event    TEXT NOT NULL,
    at       BIGINT NOT NULL,
    device   TEXT NOT NULL,
    network  TEXT NOT NULL
);
CREATE INDEX history_account ON history (account, at);
CREATE INDEX history_at ON history (at);

-- When its owner's request to delete it comes true.
ALTER TABLE account ADD COLUMN gone_at BIGINT;
CREATE INDEX account_gone_at ON account (gone_at);

-- What its owner knows a session by. Those from before do not say, and end.
DELETE FROM session;
ALTER TABLE session ADD COLUMN id TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN network TEXT NOT NULL DEFAULT '';

-- The change of address to whose old address it goes; empty where it goes to the account's own.
ALTER TABLE message ADD COLUMN via TEXT;
CREATE INDEX message_deadline ON message (deadline);
