-- Organisations, by the numbers that they pay taxes under; a sole proprietor has no kpp, which is then empty.
CREATE TABLE organisation (
    id          TEXT PRIMARY KEY,
    inn         TEXT NOT NULL,
    kpp         TEXT NOT NULL,
    name        TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    UNIQUE (inn, kpp)
);

-- Who works there. Nobody works at two.
CREATE TABLE member (
    account       TEXT PRIMARY KEY REFERENCES account (id),
    organisation  TEXT NOT NULL REFERENCES organisation (id),
    role          TEXT NOT NULL,
    joined_at     BIGINT NOT NULL,
    -- Its administrators have shut them out: the account is disabled with it.
    shut_at       BIGINT
);
CREATE INDEX member_organisation ON member (organisation);

-- Somebody is asked to work there: accepted by the account alone that is reached by that address, and only as long as whoever asked may
-- still give that role.
CREATE TABLE invitation (
    id            TEXT PRIMARY KEY,
    organisation  TEXT NOT NULL REFERENCES organisation (id),
    contact_key   TEXT NOT NULL,
    contact       TEXT NOT NULL,
    role          TEXT NOT NULL,
    inviter       TEXT NOT NULL REFERENCES account (id),
    language      TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    answered_at   BIGINT,
    revoked_at    BIGINT
);
CREATE INDEX invitation_organisation ON invitation (organisation);
CREATE INDEX invitation_contact_key ON invitation (contact_key);
CREATE INDEX invitation_inviter ON invitation (inviter);
CREATE INDEX invitation_expires_at ON invitation (expires_at);

-- Somebody asks the administrators of an organisation to be let in. Which one it is, is found when the letters to them are written.
CREATE TABLE plea (
    id            TEXT PRIMARY KEY,
    inn           TEXT NOT NULL,
    kpp           TEXT NOT NULL,
    contact_key   TEXT NOT NULL,
    contact       TEXT NOT NULL,
    cause         TEXT NOT NULL,
    language      TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    organisation  TEXT REFERENCES organisation (id),
    answered_at   BIGINT
);
CREATE INDEX plea_organisation ON plea (organisation);
CREATE INDEX plea_contact_key ON plea (contact_key);
CREATE INDEX plea_expires_at ON plea (expires_at);

-- The letter about it to one of them: the mailbox that it went to, and the digest of its link's secret.
CREATE TABLE plea_letter (
    id           TEXT PRIMARY KEY,
    plea         TEXT NOT NULL,
    account      TEXT NOT NULL REFERENCES account (id),
    contact_key  TEXT NOT NULL,
    link         TEXT UNIQUE,
    expires_at   BIGINT NOT NULL
);
CREATE INDEX plea_letter_plea ON plea_letter (plea);
CREATE INDEX plea_letter_account ON plea_letter (account);
CREATE INDEX plea_letter_expires_at ON plea_letter (expires_at);
