-- By which content of its rule an episode is judged; null until it is first looked at.
ALTER TABLE episodes ADD COLUMN content_hash text;

-- Episodes that went on under another content of their rule: whether it was edited, or what its indicator
-- counts, its target or its baseline.
CREATE TABLE rule_changes (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    episode text NOT NULL REFERENCES episodes,
    at timestamptz NOT NULL,
    content_before text NOT NULL,
    content_after text NOT NULL
);
CREATE INDEX rule_changes_episode ON rule_changes (episode);
