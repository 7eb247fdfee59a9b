-- When the database was backed up, as whoever made the backup noted it: what watches over the
-- stack tells when the newest is too old.
CREATE TABLE backups (
    made_at timestamptz PRIMARY KEY
);
