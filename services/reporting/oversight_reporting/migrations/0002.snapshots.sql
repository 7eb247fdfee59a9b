-- A frozen report. ``content`` is the canonical JSON itself, whose SHA-256 is printed on the page.
CREATE TABLE snapshots (
    id text PRIMARY KEY,
    report text NOT NULL,
    force text NOT NULL,
    starts date NOT NULL,
    ends date NOT NULL,
    revision integer NOT NULL,
    title text NOT NULL,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    sha256 text NOT NULL,
    changes integer NOT NULL,
    content bytea NOT NULL,
    UNIQUE (report, force, starts, ends, revision)
);
CREATE INDEX snapshots_by_time ON snapshots (made_at);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a snapshot is never changed; a later look is its next revision';
END
$$;

CREATE TRIGGER snapshots_are_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON snapshots
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
