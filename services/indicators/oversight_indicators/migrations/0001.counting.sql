-- What the worker has done, and what it knows. Every row of records and totals has one writer: the
-- worker that holds the source partition it came from.

CREATE TABLE source_topics (
    topic text PRIMARY KEY,
    partitions integer NOT NULL
);

-- Everything before next_offset of the log (the cluster's id) is counted. The last record counted
-- is kept by digest and timestamp, to tell another log under the same name.
CREATE TABLE source_offsets (
    topic text NOT NULL,
    partition integer NOT NULL,
    log text NOT NULL,
    next_offset bigint NOT NULL DEFAULT 0,
    last_digest bytea,
    last_timestamp bigint,
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition)
);

-- Totals belong to a generation: UTC milliseconds, never used again, and the hash of all that
-- decides how records count.
CREATE TABLE generations (
    id bigint PRIMARY KEY,
    definitions text NOT NULL,
    active boolean NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX one_active_generation ON generations (active) WHERE active;

-- key is force/kind/id; data is canonical JSON in UTF-8, as received. A removed record stays.
CREATE TABLE records (
    key text COLLATE "C" PRIMARY KEY,
    partition integer NOT NULL,
    revision bigint NOT NULL,
    digest bytea NOT NULL,
    removed boolean NOT NULL,
    source text NOT NULL,
    data bytea NOT NULL
);

CREATE TABLE series (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    indicator text NOT NULL,
    force text NOT NULL,
    area text NOT NULL,
    breakdown text NOT NULL,
    hourly boolean NOT NULL,
    UNIQUE (indicator, force, area, breakdown, hourly)
);

-- bucket: the London day as its ordinal (1 = 0001-01-01), or where the series is hourly the UTC
-- hour (ordinal * 24 + hour). durations: a log of (value int64, count int32) pairs, little-endian,
-- that are summed when read; a correction appends a negative count. revision counts the row's
-- updates: the sum over partitions rises with every change, whatever order commits come in.
CREATE TABLE totals (
    generation bigint NOT NULL,
    series integer NOT NULL,
    bucket integer NOT NULL,
    partition integer NOT NULL,
    n bigint NOT NULL,
    "of" bigint NOT NULL,
    pending bigint NOT NULL,
    durations bytea NOT NULL,
    revision bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (generation, series, bucket, partition)
) WITH (fillfactor = 80);

-- Totals that changed and are not published yet: (series << 32 | bucket), one row a transaction.
CREATE TABLE unpublished (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    generation bigint NOT NULL,
    totals bigint[] NOT NULL
);

-- The fact log (the cluster's id) that holds all of a generation, but for what is unpublished.
CREATE TABLE publications (
    generation bigint PRIMARY KEY,
    log text NOT NULL
);

-- The first outcome of each event stays; later deliveries are counted.
CREATE TABLE receipts (
    source text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    outcome text NOT NULL,
    reason text,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    index integer,
    at timestamptz NOT NULL,
    redeliveries integer NOT NULL,
    PRIMARY KEY (source, id)
);
