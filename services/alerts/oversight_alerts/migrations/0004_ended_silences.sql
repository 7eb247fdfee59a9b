-- Ended before its time: when and by whom. What it was made for stays in "until".
ALTER TABLE silences
    ADD COLUMN ended_at timestamptz,
    ADD COLUMN ended_by text,
    ADD CHECK ((ended_at IS NULL) = (ended_by IS NULL));
