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
