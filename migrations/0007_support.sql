-- Who operates the site. They are made on the command line and nowhere else.
CREATE TABLE operator (
    account   TEXT PRIMARY KEY REFERENCES account (id),
    added_at  BIGINT NOT NULL
);

-- What people ask the site's own people for, as they typed it: nothing is looked up when it is written.
CREATE TABLE support_request (
    id           TEXT PRIMARY KEY,
    number       TEXT NOT NULL UNIQUE,
    topic        TEXT NOT NULL,
    -- Empty where it was not told.
    inn          TEXT NOT NULL,
    kpp          TEXT NOT NULL,
    mailbox      TEXT NOT NULL,
    mailbox_key  TEXT NOT NULL,
    answer_to    TEXT NOT NULL,
    answer_key   TEXT NOT NULL,
    words        TEXT NOT NULL,
    language     TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    -- The digest of the secret that opens its page.
    link         TEXT NOT NULL UNIQUE,
    -- The account of the operator who has it in hand.
    taken_by     TEXT,
    taken_at     BIGINT,
    -- What the asker was asked and has not answered yet.
    question     TEXT,
    outcome      TEXT,
    closed_at    BIGINT
);
CREATE INDEX support_request_closed_at ON support_request (closed_at, created_at);
CREATE INDEX support_request_taken_by ON support_request (taken_by);

-- What was done about it. Rows are only ever added.
CREATE TABLE support_event (
    id        TEXT PRIMARY KEY,
    request   TEXT NOT NULL REFERENCES support_request (id),
    at        BIGINT NOT NULL,
    -- The account of an operator, which may be gone since; empty where the asker did it.
    operator  TEXT NOT NULL,
    deed      TEXT NOT NULL,
    words     TEXT NOT NULL
);
CREATE INDEX support_event_request ON support_event (request, at);

-- An account is to move to another address: proposed by one operator, approved by another, confirmed by the new address, and done when
-- it has waited.
CREATE TABLE correction (
    id            TEXT PRIMARY KEY,
    request       TEXT NOT NULL REFERENCES support_request (id),
    account       TEXT NOT NULL REFERENCES account (id),
    contact       TEXT NOT NULL,
    contact_key   TEXT NOT NULL,
    proposed_by   TEXT NOT NULL,
    proposed_at   BIGINT NOT NULL,
    approved_by   TEXT,
    approved_at   BIGINT,
    -- The account's version then: where that has changed, somebody has been there who could.
    version       BIGINT,
    effective_at  BIGINT,
    -- The secret of the letter to the new address.
    link          TEXT UNIQUE,
    confirmed_at  BIGINT,
    stopped_at    BIGINT,
    done_at       BIGINT
);
CREATE INDEX correction_request ON correction (request);
CREATE INDEX correction_account ON correction (account);
