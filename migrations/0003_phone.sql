-- An account is reached by one contact: an e-mail address, or a phone number in E.164. The two cannot be confused.
ALTER TABLE account RENAME COLUMN email_key TO contact_key;
ALTER TABLE account RENAME COLUMN email TO contact;
ALTER TABLE registration RENAME COLUMN email_key TO contact_key;
ALTER TABLE registration RENAME COLUMN email TO contact;
ALTER TABLE restore RENAME COLUMN email_key TO contact_key;

-- The code was right, and the password is chosen next: where a site asks for it only then, `password` is empty until it is used.
ALTER TABLE registration ADD COLUMN proved_at BIGINT;

-- The code was right, and a one-time password may be sent; its digest, until it is used.
ALTER TABLE restore ADD COLUMN passed_at BIGINT;
ALTER TABLE restore ADD COLUMN one_time TEXT;

-- Where the code of an SMS goes that anybody can have sent, and whether it came back.
ALTER TABLE message ADD COLUMN country TEXT;
ALTER TABLE message ADD COLUMN used_at BIGINT;
CREATE INDEX message_country ON message (country, handed_at);
-- What the gateway calls it, and what it said became of it.
ALTER TABLE message ADD COLUMN receipt TEXT;
ALTER TABLE message ADD COLUMN delivered_at BIGINT;
ALTER TABLE message ADD COLUMN undelivered_at BIGINT;
CREATE INDEX message_receipt ON message (receipt);
