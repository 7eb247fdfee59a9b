-- The newest revision of each statement; without data it was removed.
CREATE TABLE statements (
    force text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    id text COLLATE "C" NOT NULL,
    revision bigint NOT NULL,
    data jsonb,
    PRIMARY KEY (force, kind, id)
);
