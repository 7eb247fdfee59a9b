-- Where each topic is read up to; an unread topic has no log.
CREATE TABLE readings (
    topic text PRIMARY KEY,
    log text,
    next_offset bigint NOT NULL DEFAULT 0
);

-- The cut that every figure is read as at. No row: nothing is counted yet.
CREATE TABLE last_cut (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    generation bigint NOT NULL,
    definitions text NOT NULL,
    positions jsonb NOT NULL,
    cut_at timestamptz NOT NULL
);

-- A generation above that of the last cut is being staged. Names sort as bytes, as buckets must.
CREATE TABLE totals (
    generation bigint NOT NULL,
    indicator text COLLATE "C" NOT NULL,
    force text COLLATE "C" NOT NULL,
    area text COLLATE "C" NOT NULL,
    dimensions text COLLATE "C" NOT NULL,
    bucket text COLLATE "C" NOT NULL,
    breakdown text COLLATE "C" NOT NULL,
    revision bigint NOT NULL,
    n bigint NOT NULL,
    total_of bigint NOT NULL,
    pending bigint NOT NULL,
    durations json,
    PRIMARY KEY (generation, indicator, force, area, dimensions, bucket, breakdown)
);

CREATE TABLE episodes (
    id text PRIMARY KEY,
    revision bigint NOT NULL,
    state text NOT NULL,
    changed_at timestamptz NOT NULL,
    episode jsonb NOT NULL
);
CREATE INDEX episodes_by_change ON episodes (changed_at);
