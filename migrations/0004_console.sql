-- Programs that act for an account: personal tokens. The token itself stands nowhere, its digest here.
CREATE TABLE api_token (
    id          TEXT PRIMARY KEY,
    account     TEXT NOT NULL REFERENCES account (id),
    name        TEXT NOT NULL,
    -- Words with a space between them.
    scopes      TEXT NOT NULL,
    digest      TEXT NOT NULL UNIQUE,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    used_at     BIGINT,
    revoked_at  BIGINT
);
CREATE INDEX api_token_account ON api_token (account);
CREATE INDEX api_token_expires_at ON api_token (expires_at);

-- Where somebody registered from, as they say (ISO 3166-1 alpha-2).
ALTER TABLE account ADD COLUMN country TEXT;
ALTER TABLE registration ADD COLUMN country TEXT;

-- What people agreed to, as it stood: rows are only ever added.
CREATE TABLE agreement (
    version   TEXT NOT NULL,
    language  TEXT NOT NULL,
    -- SHA-256 of the text, in hexadecimal digits.
    digest    TEXT NOT NULL,
    text      TEXT NOT NULL,
    dated_at  BIGINT NOT NULL,
    PRIMARY KEY (version, language)
);
ALTER TABLE consent ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE consent ADD COLUMN digest TEXT NOT NULL DEFAULT '';

-- The one-time password that proof was traded for, since it still stands for the password that its owner has forgotten.
ALTER TABLE restore ADD COLUMN one_time_used TEXT;
