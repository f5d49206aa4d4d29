-- What waits in the queue is found without a look at all that was ever sent.
DROP INDEX message_next_at;
CREATE INDEX message_waiting ON message (next_at, id) WHERE handed_at IS NULL AND failed_at IS NULL;

-- Of letters there is neither a country nor a receipt.
DROP INDEX message_country;
CREATE INDEX message_country ON message (country, handed_at) WHERE country IS NOT NULL;
DROP INDEX message_receipt;
CREATE INDEX message_receipt ON message (receipt) WHERE receipt IS NOT NULL;
