-- What the mail server said for good of each recipient: who has the e-mail, and who was refused, in
-- its words. An e-mail that everyone was refused has ended.
ALTER TABLE notifications
    DROP CONSTRAINT notifications_state_check,
    ADD CHECK (state IN ('queued', 'delivered', 'withheld', 'refused')),
    ADD COLUMN taken text[] NOT NULL DEFAULT '{}',
    ADD COLUMN refused jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN refused_at timestamptz;
