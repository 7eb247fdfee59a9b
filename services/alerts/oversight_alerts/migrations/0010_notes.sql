-- What was said by who took an episode on.
ALTER TABLE episodes ADD COLUMN note text;
