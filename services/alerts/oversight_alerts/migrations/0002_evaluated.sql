-- The generation of totals that rules were last evaluated over: what the first look at another one
-- finds is the work of recomputing, and mailed to nobody.
CREATE TABLE evaluated (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    generation bigint NOT NULL
);
