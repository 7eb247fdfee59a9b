-- Whether the topic was counted again after it had got more partitions: a record then comes in the one
-- it had before, and later in another.
ALTER TABLE source_topics ADD COLUMN grown boolean NOT NULL DEFAULT false;
