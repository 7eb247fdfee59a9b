-- A generation that is counted again from the log, or from a backup on, is not published before it
-- has reached where the log ended: until then people see the one before.
ALTER TABLE generations ADD COLUMN catching_up boolean NOT NULL DEFAULT false;

-- Those ends. A generation that catches up and has none yet gets the ends as at its first look.
CREATE TABLE goals (
    generation bigint NOT NULL,
    partition integer NOT NULL,
    log text NOT NULL,
    next_offset bigint NOT NULL,
    PRIMARY KEY (generation, partition)
);

-- Logs (cluster ids) that records came from before another took their place: counting that one
-- again would forget what these held.
CREATE TABLE former_logs (
    log text PRIMARY KEY
);
