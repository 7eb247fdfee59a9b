-- How often records came into a total, changed it, and left it, since its generation was made.
ALTER TABLE totals
    ADD COLUMN arrived bigint NOT NULL DEFAULT 0,
    ADD COLUMN corrected bigint NOT NULL DEFAULT 0,
    ADD COLUMN removed bigint NOT NULL DEFAULT 0;

-- What the figures of a snapshot stand on, by which its next revision tells why it differs. It would
-- tell small counts, so it is no part of what is published. Snapshots from before have none.
CREATE TABLE snapshot_bases (
    snapshot text PRIMARY KEY REFERENCES snapshots (id),
    basis json NOT NULL
);
