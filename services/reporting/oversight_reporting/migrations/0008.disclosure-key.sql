-- The key by which it is drawn which further rows are hidden beside a small count. It is made once, at
-- the first start that finds none, and never leaves the database but in a backup. Whoever reads it
-- here reads every count as well.
CREATE TABLE disclosure_key (
    the_only boolean PRIMARY KEY DEFAULT true CHECK (the_only),
    key bytea NOT NULL CHECK (length(key) >= 32)
);
