-- A thread of e-mails: what is told of one question in one force. Open until all its episodes have
-- been over for a day; what opens again meanwhile goes on in it.
CREATE TABLE threads (
    id text PRIMARY KEY,
    place text NOT NULL,
    slug text NOT NULL,
    severity text NOT NULL,
    subject text NOT NULL,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz
);
CREATE UNIQUE INDEX threads_one_open ON threads (place, slug) WHERE closed_at IS NULL;

-- The outbox. "frozen" says that the mail server may have it: from then on it is repeated as it is,
-- before it is written anew as things stand.
CREATE TABLE emails (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    thread text NOT NULL REFERENCES threads,
    position integer NOT NULL,
    kind text NOT NULL CHECK (kind IN ('news', 'reminder')),
    state text NOT NULL CHECK (state IN ('queued', 'delivered', 'refused', 'void')),
    frozen boolean NOT NULL DEFAULT false,
    message_id text NOT NULL UNIQUE,
    answers text[] NOT NULL,
    episodes text[] NOT NULL,
    recipients text[] NOT NULL,
    subject text NOT NULL,
    body_text text NOT NULL,
    body_html text NOT NULL,
    chart bytea,
    created_at timestamptz NOT NULL,
    written_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    last_error text,
    taken text[] NOT NULL DEFAULT '{}',
    refused jsonb NOT NULL DEFAULT '{}',
    ended_at timestamptz,
    UNIQUE (thread, position)
);
CREATE INDEX emails_queued ON emails (next_attempt_at) WHERE state = 'queued';
CREATE INDEX emails_ended ON emails (ended_at);

ALTER TABLE episodes ADD COLUMN thread text REFERENCES threads;
CREATE INDEX episodes_thread ON episodes (thread);

-- 'waiting': to be told, by the e-mail that is named or by one that the limits do not let go yet;
-- 'folded': told by none, because of how things stood when one could have gone.
ALTER TABLE notifications
    DROP CONSTRAINT notifications_state_check,
    ADD CHECK (state IN ('queued', 'waiting', 'delivered', 'withheld', 'refused', 'folded')),
    ADD COLUMN email bigint REFERENCES emails;
CREATE INDEX notifications_email ON notifications (email);
CREATE INDEX notifications_waiting ON notifications (episode) WHERE state = 'waiting';

-- What was told before: the unresolved episodes of a rule in a force become one thread, and so does
-- each whose e-mail still waits.
INSERT INTO threads (id, place, slug, severity, subject, opened_at)
SELECT 't' || min(episodes.id), force, rule, min(fact ->> 'severity'),
       coalesce(min(subject), min(fact ->> 'title')), min(opened_at)
FROM episodes LEFT JOIN notifications ON episode = episodes.id AND transition = 'opened'
WHERE episodes.state <> 'resolved' OR notifications.state = 'queued'
GROUP BY force, rule;

UPDATE episodes SET thread = threads.id FROM threads
WHERE place = force AND slug = rule AND (episodes.state <> 'resolved' OR EXISTS (
    SELECT FROM notifications WHERE episode = episodes.id AND notifications.state = 'queued'));

INSERT INTO emails (thread, position, kind, state, frozen, message_id, answers, episodes,
    recipients, subject, body_text, body_html, created_at, written_at, attempts, next_attempt_at,
    last_error, taken, refused, ended_at)
SELECT episodes.thread, row_number() OVER (PARTITION BY episodes.thread ORDER BY number), 'news',
    notifications.state, true, message_id, notifications.thread, ARRAY[episode], recipients,
    subject, body_text, body_html, created_at, created_at, attempts, next_attempt_at, last_error,
    taken, refused, coalesce(delivered_at, refused_at)
FROM notifications JOIN episodes ON episodes.id = episode
WHERE episodes.thread IS NOT NULL AND message_id IS NOT NULL;

UPDATE notifications SET email = emails.number,
    state = CASE notifications.state WHEN 'queued' THEN 'waiting' ELSE notifications.state END
FROM emails WHERE emails.message_id = notifications.message_id;
