-- What came from sources by hour: as far back as tells what is usual.
CREATE TABLE arrivals (
    source text NOT NULL,
    hour text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    fact jsonb NOT NULL,
    PRIMARY KEY (source, hour)
);
