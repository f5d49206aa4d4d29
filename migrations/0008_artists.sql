-- Where somebody is at home (ISO 3166-2), and as what they are here: as a customer or as an artist. As they say.
ALTER TABLE account ADD COLUMN region TEXT;
ALTER TABLE account ADD COLUMN kind TEXT;
ALTER TABLE registration ADD COLUMN region TEXT;
ALTER TABLE registration ADD COLUMN kind TEXT;
