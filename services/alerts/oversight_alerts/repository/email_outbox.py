"""The outbox of e-mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import asyncpg

from oversight_alerts.email.notification import EmailContent, Notification, QueuedNotification
from oversight_alerts.repository import Connection
from oversight_alerts.repository.episodes import Overtaken
from oversight_alerts.threads.thread import EmailKind


async def insert(connection: Connection, notification: Notification, kind: EmailKind) -> int:
    """Put an e-mail into the outbox; answers its number. Raises ``Overtaken``."""
    content = notification.content
    try:
        number = await connection.fetchval(
            """INSERT INTO emails (thread, position, kind, state, message_id, answers, episodes,
                   recipients, subject, body_text, body_html, chart, created_at, written_at,
                   next_attempt_at)
               VALUES ($1, $2, $3, 'queued', $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $12)
               RETURNING number""",
            *(notification.thread, notification.position, kind, notification.message_id),
            *(list(notification.answers), list(notification.episodes)),
            *(list(notification.recipients), content.subject, content.text, content.html),
            *(content.chart, notification.at),
        )
    except asyncpg.UniqueViolationError as error:
        raise Overtaken(notification.thread) from error
    return int(number)


async def rewrite(
    connection: Connection, number: int, notification: Notification, kind: EmailKind
) -> None:
    """Write an e-mail anew that no mail server can have."""
    content = notification.content
    await connection.execute(
        """UPDATE emails SET kind = $2, answers = $3, episodes = $4, body_text = $5,
               body_html = $6, chart = $7, written_at = $8, recipients = $9
           WHERE number = $1 AND state = 'queued' AND NOT frozen""",
        *(number, kind, list(notification.answers), list(notification.episodes)),
        *(content.text, content.html, content.chart, notification.at),
        list(notification.recipients),
    )


async def void(connection: Connection, number: int, now: datetime) -> None:
    """Have an e-mail not go out: there is nothing to tell any more."""
    await connection.execute(
        """UPDATE emails SET state = 'void', ended_at = $2, next_attempt_at = NULL
           WHERE number = $1""",
        number,
        now,
    )


async def claim(
    connection: Connection, now: datetime, lease: timedelta
) -> QueuedNotification | None:
    """Take the e-mail that has been due longest, for as long as ``lease``; it is frozen by that.

    A sender that dies meanwhile leaves it to be claimed again, as it is. A thread's e-mails go out
    in order: a later one waits for the earlier.
    """
    row = await connection.fetchrow(
        """UPDATE emails SET attempts = attempts + 1, next_attempt_at = $1 + $2::interval,
               frozen = true
           FROM threads WHERE threads.id = emails.thread AND number = (
               SELECT number FROM emails AS due
               WHERE state = 'queued' AND next_attempt_at <= $1 AND NOT EXISTS (
                   SELECT FROM emails AS earlier WHERE earlier.state = 'queued'
                   AND earlier.thread = due.thread AND earlier.position < due.position)
               ORDER BY next_attempt_at, number LIMIT 1 FOR UPDATE SKIP LOCKED)
           RETURNING emails.*, threads.opened_at""",
        now,
        lease,
    )
    return None if row is None else _queued(row)


async def note_answers(
    connection: Connection, number: int, taken: Sequence[str], refused: Mapping[str, str]
) -> None:
    """Record who the mail server took an e-mail for, and who it refused for good, in its words."""
    await connection.execute(
        """UPDATE emails SET taken = taken || $2::text[], refused = refused || $3::jsonb
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
        """UPDATE emails SET state = $2, ended_at = $3, next_attempt_at = NULL,
               last_error = (SELECT string_agg(key || ': ' || value, '; ' ORDER BY key)
                             FROM jsonb_each_text(refused))
           WHERE number = $1""",
        number,
        state,
        now,
    )


async def postpone(
    connection: Connection, number: int, until: datetime, error: str, *, frozen: bool
) -> None:
    """Record that an attempt failed, when the next is due, and whether it has to be the same."""
    await connection.execute(
        """UPDATE emails SET next_attempt_at = $2, last_error = $3, frozen = $4
           WHERE number = $1 AND state = 'queued'""",
        *(number, until, error, frozen),
    )


@dataclass(frozen=True)
class Outbox:
    """The queue's length, the age of its oldest e-mail, the last delivery and what was refused.

    ``refused`` counts e-mails that everyone was refused, of alerts that are open and nobody has
    acknowledged; ``refusal`` is what the mail server said of the last of them. ``folded`` counts
    transitions that the limits keep from being told of now.
    """

    waiting: int
    oldest: datetime | None
    last_delivered: datetime | None
    refused: int
    refusal: str | None
    folded: int


async def outbox(connection: Connection) -> Outbox:
    """The state of the outbox."""
    row = await connection.fetchrow(
        """SELECT count(*) FILTER (WHERE state = 'queued') AS waiting,
               min(created_at) FILTER (WHERE state = 'queued') AS oldest,
               max(ended_at) FILTER (WHERE state = 'delivered') AS last_delivered,
               count(*) FILTER (WHERE unknown_to_all) AS refused,
               (array_agg(last_error ORDER BY number DESC) FILTER (WHERE unknown_to_all))[1]
                   AS refusal,
               (SELECT count(*) FROM notifications WHERE state = 'waiting' AND email IS NULL)
                   AS folded
           FROM emails CROSS JOIN LATERAL (
               SELECT emails.state = 'refused' AND EXISTS (
                   SELECT FROM episodes
                   WHERE id = ANY (emails.episodes) AND episodes.state = 'open'
               ) AND NOT EXISTS (
                   SELECT FROM emails AS later WHERE later.thread = emails.thread
                   AND later.position > emails.position AND later.state = 'delivered'
               ) AS unknown_to_all
           ) AS known"""
    )
    assert row is not None
    return Outbox(**dict(row))


def _queued(row: asyncpg.Record) -> QueuedNotification:
    notification = Notification(
        thread=row["thread"],
        began=row["opened_at"],
        position=row["position"],
        episodes=tuple(row["episodes"]),
        content=EmailContent(row["subject"], row["body_text"], row["body_html"], row["chart"]),
        message_id=row["message_id"],
        answers=tuple(row["answers"]),
        recipients=tuple(row["recipients"]),
        at=row["written_at"],
    )
    taken, refused = tuple(row["taken"]), tuple(row["refused"])
    return QueuedNotification(row["number"], row["attempts"], notification, taken, refused)
