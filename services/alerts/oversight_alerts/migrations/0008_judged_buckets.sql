-- The last bucket judged as an episode opened, since when nothing can be said of it, why it ended.
ALTER TABLE episodes
    ADD COLUMN bucket text COLLATE "C",
    ADD COLUMN mute_since timestamptz,
    ADD COLUMN end_reason text;
