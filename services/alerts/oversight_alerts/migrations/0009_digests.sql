-- The digests: one a London day or week, known by the day on which it is due, and never a second of
-- it. "email" is null of the first, which is not sent: a new installation begins with the next.
-- "mute" names the series of which nothing could be said by then.
CREATE TABLE digests (
    every text NOT NULL CHECK (every IN ('daily', 'weekly')),
    day date NOT NULL,
    made_at timestamptz NOT NULL,
    email bigint REFERENCES emails,
    mute jsonb,
    PRIMARY KEY (every, day)
);

ALTER TABLE emails
    DROP CONSTRAINT emails_kind_check,
    ADD CHECK (kind IN ('news', 'reminder', 'digest'));
