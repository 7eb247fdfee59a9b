-- How often a total was changed since its generation was made: by records that were not counted
-- before, by other revisions of records, and by records that were removed. Each only rises, so
-- that two cuts can be told apart by what came between. What came before this column is not known.
ALTER TABLE totals
    ADD COLUMN arrived bigint NOT NULL DEFAULT 0,
    ADD COLUMN corrected bigint NOT NULL DEFAULT 0,
    ADD COLUMN removed bigint NOT NULL DEFAULT 0;
