-- Hours of sources, each as it was last compared. Names sort as bytes, as hours must.
CREATE TABLE reconciliations (
    hour text COLLATE "C" NOT NULL,
    source text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    different boolean NOT NULL,
    reconciliation jsonb NOT NULL,
    PRIMARY KEY (hour, source)
);
CREATE INDEX different_reconciliations ON reconciliations (hour) WHERE different;
