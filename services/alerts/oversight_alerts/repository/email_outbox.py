"""The outbox of e-mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import asyncpg

from oversight_alerts.email.notification import (
    EmailContent,
    Notification,
    QueuedNotification,
    SkippedNotification,
)
from oversight_alerts.repository import Connection


async def load_thread(connection: Connection, episode: str) -> tuple[str, ...]:
    """The Message-IDs of an episode's e-mails so far, oldest first."""
    rows = await connection.fetch(
        """SELECT message_id FROM notifications
           WHERE episode = $1 AND message_id IS NOT NULL ORDER BY revision""",
        episode,
    )
    return tuple(row["message_id"] for row in rows)


async def queue(connection: Connection, notification: Notification) -> None:
    """Put an e-mail into the outbox; one that was withheld before is queued now."""
    await connection.execute(
        """INSERT INTO notifications (episode, revision, transition, state, message_id, thread,
               recipients, subject, body_text, body_html, created_at, next_attempt_at)
           VALUES ($1, $2, $3, 'queued', $4, $5, $6, $7, $8, $9, $10, $10)
           ON CONFLICT (episode, revision) DO UPDATE SET state = 'queued', reason = NULL,
               message_id = excluded.message_id, thread = excluded.thread,
               recipients = excluded.recipients, subject = excluded.subject,
               body_text = excluded.body_text, body_html = excluded.body_html,
               created_at = excluded.created_at, next_attempt_at = excluded.next_attempt_at
           WHERE notifications.state = 'withheld'""",
        *(
            notification.episode,
            notification.revision,
            notification.transition,
            notification.message_id,
        ),
        *(list(notification.thread), list(notification.recipients), notification.content.subject),
        *(notification.content.text, notification.content.html, notification.at),
    )


async def record_skipped(connection: Connection, skipped: SkippedNotification) -> None:
    """Record that a transition is notified to nobody, and why."""
    await connection.execute(
        """INSERT INTO notifications (episode, revision, transition, state, reason, created_at)
           VALUES ($1, $2, $3, 'withheld', $4, $5)""",
        *(skipped.episode, skipped.revision, skipped.transition),
        *(skipped.reason.value, skipped.at),
    )


async def claim(
    connection: Connection, now: datetime, lease: timedelta
) -> QueuedNotification | None:
    """Take the e-mail that has been due longest, for as long as ``lease``.

    A sender that dies meanwhile leaves it to be claimed again. An episode's e-mails go out in
    order: a later one waits for the earlier.
    """
    row = await connection.fetchrow(
        """UPDATE notifications SET attempts = attempts + 1, next_attempt_at = $1 + $2::interval
           WHERE number = (
               SELECT number FROM notifications AS due
               WHERE state = 'queued' AND next_attempt_at <= $1 AND NOT EXISTS (
                   SELECT FROM notifications AS earlier WHERE earlier.state = 'queued'
                   AND earlier.episode = due.episode AND earlier.revision < due.revision)
               ORDER BY next_attempt_at, number LIMIT 1 FOR UPDATE SKIP LOCKED)
           RETURNING *""",
        now,
        lease,
    )
    return (
        None
        if row is None
        else QueuedNotification(
            row["number"],
            row["attempts"],
            _notification(row),
            tuple(row["taken"]),
            tuple(row["refused"]),
        )
    )


async def note_answers(
    connection: Connection, number: int, taken: Sequence[str], refused: Mapping[str, str]
) -> None:
    """Record who the mail server took an e-mail for, and who it refused for good, in its words."""
    await connection.execute(
        """UPDATE notifications SET taken = taken || $2::text[], refused = refused || $3::jsonb
           WHERE number = $1""",
        number,
        list(taken),
        dict(refused),
    )


async def end(
    connection: Connection, number: int, state: Literal["delivered", "refused"], now: datetime
) -> None:
    """Record that an e-mail was delivered to all that take it, or refused to everyone."""
    await connection.execute(
        """UPDATE notifications SET state = $2, next_attempt_at = NULL,
               last_error = (SELECT string_agg(key || ': ' || value, '; ' ORDER BY key)
                             FROM jsonb_each_text(refused)),
               delivered_at = CASE WHEN $2 = 'delivered' THEN $3::timestamptz END,
               refused_at = CASE WHEN $2 = 'refused' THEN $3::timestamptz END
           WHERE number = $1""",
        number,
        state,
        now,
    )


async def postpone(connection: Connection, number: int, until: datetime, error: str) -> None:
    """Record that an attempt failed, and when the next is due."""
    await connection.execute(
        """UPDATE notifications SET next_attempt_at = $2, last_error = $3
           WHERE number = $1 AND state = 'queued'""",
        number,
        until,
        error,
    )


async def list_emails(connection: Connection, episode: str) -> list[dict[str, Any]]:
    """The delivery record of each of an episode's transitions, oldest first."""
    rows = await connection.fetch(
        """SELECT transition, revision, state, reason, subject, message_id, recipients, attempts,
               created_at, next_attempt_at, last_error, delivered_at, refused, refused_at
           FROM notifications WHERE episode = $1 ORDER BY revision""",
        episode,
    )
    return [dict(row) for row in rows]


@dataclass(frozen=True)
class Outbox:
    """The queue's length, the age of its oldest e-mail, the last delivery and what was refused.

    ``refused`` counts e-mails that everyone was refused, of alerts that are open and nobody has
    acknowledged; ``refusal`` is what the mail server said of the last of them.
    """

    waiting: int
    oldest: datetime | None
    last_delivered: datetime | None
    refused: int
    refusal: str | None


async def outbox(connection: Connection) -> Outbox:
    """The state of the outbox."""
    row = await connection.fetchrow(
        """SELECT count(*) FILTER (WHERE state = 'queued') AS waiting,
               min(created_at) FILTER (WHERE state = 'queued') AS oldest,
               max(delivered_at) AS last_delivered,
               count(*) FILTER (WHERE unknown_to_all) AS refused,
               (array_agg(last_error ORDER BY number DESC) FILTER (WHERE unknown_to_all))[1]
                   AS refusal
           FROM notifications CROSS JOIN LATERAL (
               SELECT notifications.state = 'refused' AND EXISTS (
                   SELECT FROM episodes
                   WHERE id = notifications.episode AND episodes.state = 'open'
               ) AS unknown_to_all
           ) AS known"""
    )
    assert row is not None
    return Outbox(**dict(row))


def _notification(row: asyncpg.Record) -> Notification:
    return Notification(
        episode=row["episode"],
        revision=row["revision"],
        transition=row["transition"],
        content=EmailContent(row["subject"], row["body_text"], row["body_html"]),
        message_id=row["message_id"],
        thread=tuple(row["thread"]),
        recipients=tuple(row["recipients"]),
        at=row["created_at"],
    )
