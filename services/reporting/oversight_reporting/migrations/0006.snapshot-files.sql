-- The files of a snapshot as they were frozen, but for its JSON, which is the snapshot's content.
-- Snapshots from before have none: theirs are written anew.
CREATE TABLE snapshot_files (
    snapshot text NOT NULL REFERENCES snapshots (id),
    suffix text NOT NULL,
    sha256 text NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (snapshot, suffix)
);

CREATE TRIGGER snapshot_files_are_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON snapshot_files
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
