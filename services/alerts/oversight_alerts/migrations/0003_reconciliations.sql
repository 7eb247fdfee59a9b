-- Hours of sources whose events in the log were held against their outcomes: the last days only.
CREATE TABLE reconciliations (
    source text NOT NULL,
    hour text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    fact jsonb NOT NULL,
    PRIMARY KEY (source, hour)
);
