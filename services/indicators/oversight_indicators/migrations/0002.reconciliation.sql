-- Events by outcome, added to in the transaction that counts them: by partition, so that each row
-- has one writer, by source ('' where it could not be read), and by the hour of the Kafka record's
-- timestamp (whole hours since 1970, UTC). They are of the log that source_offsets names.
CREATE TABLE outcome_tallies (
    partition integer NOT NULL,
    source text COLLATE "C" NOT NULL,
    hour bigint NOT NULL,
    outcome text NOT NULL,
    events bigint NOT NULL,
    PRIMARY KEY (hour, source, partition, outcome)
) WITH (fillfactor = 80);

-- How far the log was read a second time, apart from counting. What was counted before outcomes
-- were tallied is not read: there would be nothing to compare it with.
CREATE TABLE log_readings (
    partition integer PRIMARY KEY,
    log text NOT NULL,
    next_offset bigint NOT NULL,
    last_timestamp bigint
);
INSERT INTO log_readings SELECT partition, log, next_offset, last_timestamp FROM source_offsets;

-- What that reading found. A row is pending until its hour was compared as the row stands.
CREATE TABLE log_tallies (
    partition integer NOT NULL,
    source text COLLATE "C" NOT NULL,
    hour bigint NOT NULL,
    events bigint NOT NULL,
    pending boolean NOT NULL DEFAULT true,
    PRIMARY KEY (hour, source, partition)
) WITH (fillfactor = 80);
CREATE INDEX pending_log_tallies ON log_tallies (hour) WHERE pending;

-- Records that left the log before they were read a second time lie in these hours, both included.
CREATE TABLE log_gaps (
    partition integer NOT NULL,
    first_hour bigint NOT NULL,
    last_hour bigint NOT NULL,
    PRIMARY KEY (partition, first_hour)
);

-- What came of comparing an hour of a source. events is null where the log can no longer be read.
CREATE TABLE reconciliations (
    source text COLLATE "C" NOT NULL,
    hour bigint NOT NULL,
    events bigint,
    counted bigint NOT NULL,
    duplicate bigint NOT NULL,
    superseded bigint NOT NULL,
    conflict bigint NOT NULL,
    dead_lettered bigint NOT NULL,
    at timestamptz NOT NULL,
    published boolean NOT NULL DEFAULT false,
    PRIMARY KEY (hour, source)
);
CREATE INDEX unpublished_reconciliations ON reconciliations (hour) WHERE NOT published;
