-- Back-tests on record: what a set of rules ("sets", the last of them) would have opened and mailed over
-- the days from "since" up to "until", who says so, and why it was tried. Never changed, never removed.
CREATE TABLE backtests (
    id text PRIMARY KEY,
    force text NOT NULL,
    since date NOT NULL,
    until date NOT NULL CHECK (since < until),
    as_known text NOT NULL CHECK (as_known IN ('now', 'then')),
    why text NOT NULL,
    recorded_by text NOT NULL,
    recorded_at timestamptz NOT NULL,
    sets jsonb NOT NULL
);
CREATE INDEX backtests_by_time ON backtests (recorded_at);

-- The rules that may open alerts, by the hash of what decides them. "backtest" is null of those that
-- came with the installation: the first set that this database has seen.
CREATE TABLE rules_on_record (
    content_hash text NOT NULL,
    rule text NOT NULL,
    force text NOT NULL,
    backtest text REFERENCES backtests,
    recorded_at timestamptz NOT NULL,
    UNIQUE NULLS NOT DISTINCT (content_hash, force, backtest)
);

-- One row, once the first set has been recorded.
CREATE TABLE first_rules (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    recorded_at timestamptz NOT NULL
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what is on record is never changed';
END
$$;

CREATE TRIGGER backtests_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON backtests
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rules_on_record_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON rules_on_record
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
