-- Revisions that were counted, added to in the transaction that counts them: by the hour of the Kafka
-- record's timestamp (whole hours since 1970, UTC), by source, force, kind of record and stage, and by
-- partition, so that each row has one writer. A revision counts once, whichever log it came in.
CREATE TABLE arrival_tallies (
    hour bigint NOT NULL,
    source text COLLATE "C" NOT NULL,
    force text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    stage text COLLATE "C" NOT NULL,
    partition integer NOT NULL,
    events bigint NOT NULL,
    PRIMARY KEY (hour, source, force, kind, stage, partition)
) WITH (fillfactor = 80);

-- Hours of sources that changed and are not published yet.
CREATE TABLE unpublished_arrivals (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hour bigint NOT NULL,
    source text COLLATE "C" NOT NULL
);
