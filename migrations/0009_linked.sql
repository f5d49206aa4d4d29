-- Two accounts that are one person's, who has proved both. Nobody's account is in two pairs: that is seen to while both are held.
CREATE TABLE pair (
    id         TEXT PRIMARY KEY,
    one        TEXT NOT NULL UNIQUE REFERENCES account (id),
    other      TEXT NOT NULL UNIQUE REFERENCES account (id),
    linked_at  BIGINT NOT NULL
);

-- The pair over which somebody came here from the other account, without the password of this one. It lives no longer than the pair.
ALTER TABLE session ADD COLUMN pair TEXT;
