-- The last applied cut: one row. "kept" says which indicators, and how many seconds back, the
-- totals were kept for; rules that need more have the log read again.
CREATE TABLE position (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    log text NOT NULL,
    next_offset bigint NOT NULL,
    generation bigint NOT NULL,
    cut jsonb NOT NULL,
    kept jsonb NOT NULL,
    applied_at timestamptz NOT NULL
);

-- Totals of the active generation.
CREATE TABLE totals (
    indicator text NOT NULL,
    force text NOT NULL,
    area text NOT NULL,
    breakdown text NOT NULL,
    bucket text NOT NULL,
    revision bigint NOT NULL,
    fact jsonb NOT NULL,
    PRIMARY KEY (indicator, force, area, breakdown, bucket)
);

CREATE TABLE episodes (
    id text PRIMARY KEY,
    rule text NOT NULL,
    force text NOT NULL,
    area text NOT NULL,
    breakdown text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'acknowledged', 'resolved')),
    revision integer NOT NULL,
    opened_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    resolved_at timestamptz,
    acknowledged_by text,
    generation bigint NOT NULL,
    mailed_value text,
    fact jsonb NOT NULL
);
-- Two processes can never open the same episode twice.
CREATE UNIQUE INDEX episodes_one_unresolved ON episodes (rule, force, area, breakdown)
    WHERE state <> 'resolved';
CREATE INDEX episodes_newest ON episodes (opened_at DESC);

-- What is broken, or recovered, but not for long enough yet.
CREATE TABLE holds (
    rule text NOT NULL,
    force text NOT NULL,
    area text NOT NULL,
    breakdown text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('broken', 'recovered')),
    since timestamptz NOT NULL,
    PRIMARY KEY (rule, force, area, breakdown)
);

CREATE TABLE silences (
    id text PRIMARY KEY,
    rule text,
    force text,
    area text,
    until timestamptz NOT NULL,
    reason text NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL
);

-- Every transition, and the outbox of the alerts topic: published where published_at is set.
CREATE TABLE transitions (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    episode text NOT NULL REFERENCES episodes,
    revision integer NOT NULL,
    fact jsonb NOT NULL,
    published_at timestamptz,
    UNIQUE (episode, revision)
);
CREATE INDEX transitions_unpublished ON transitions (number) WHERE published_at IS NULL;

-- The outbox of e-mail: one for each transition, sent or withheld with the reason.
CREATE TABLE notifications (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    episode text NOT NULL REFERENCES episodes,
    revision integer NOT NULL,
    transition text NOT NULL,
    state text NOT NULL CHECK (state IN ('queued', 'delivered', 'withheld')),
    reason text,
    message_id text UNIQUE,
    thread text[] NOT NULL DEFAULT '{}',
    recipients text[] NOT NULL DEFAULT '{}',
    subject text,
    body_text text,
    body_html text,
    created_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    last_error text,
    delivered_at timestamptz,
    UNIQUE (episode, revision)
);
CREATE INDEX notifications_queued ON notifications (next_attempt_at) WHERE state = 'queued';
