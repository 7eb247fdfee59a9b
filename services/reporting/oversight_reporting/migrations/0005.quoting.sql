-- The revision each statement was first seen at: what stands at a higher one was revised since.
ALTER TABLE statements ADD COLUMN first_revision bigint;
UPDATE statements SET first_revision = revision;
ALTER TABLE statements ALTER COLUMN first_revision SET NOT NULL;
CREATE INDEX statements_by_measure ON statements (force, (data ->> 'measure')) WHERE kind = 'statistic';
CREATE INDEX statements_by_plan ON statements (force, (data ->> 'plan')) WHERE kind = 'deliverable-update';
