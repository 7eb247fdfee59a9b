-- Statements are published as they stand; these changed and are not published yet.
CREATE TABLE unpublished_statements (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text COLLATE "C" NOT NULL
);

-- Few among millions of records.
CREATE INDEX statements ON records (key)
    WHERE split_part(key, '/', 2) IN ('statistic', 'deliverable-update');
