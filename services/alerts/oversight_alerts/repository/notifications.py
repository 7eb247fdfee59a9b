"""The notifications: of each transition, whether and how it is told of."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from oversight_alerts.email.notification import SkippedNotification
from oversight_alerts.episodes.lifecycle import Episode, Transition
from oversight_alerts.episodes.skip_reason import SkipReason
from oversight_alerts.repository import Connection


async def record_waiting(
    connection: Connection, episode: Episode, transition: Transition, now: datetime
) -> None:
    """Record that a transition is to be told of; one that was withheld before is now."""
    await connection.execute(
        """INSERT INTO notifications (episode, revision, transition, state, created_at)
           VALUES ($1, $2, $3, 'waiting', $4)
           ON CONFLICT (episode, revision) DO UPDATE SET state = 'waiting', reason = NULL,
               transition = excluded.transition, created_at = excluded.created_at
           WHERE notifications.state = 'withheld'""",
        *(episode.id, episode.revision, transition, now),
    )


async def record_skipped(connection: Connection, skipped: SkippedNotification) -> None:
    """Record that a transition is notified to nobody, and why."""
    await connection.execute(
        """INSERT INTO notifications (episode, revision, transition, state, reason, created_at)
           VALUES ($1, $2, $3, 'withheld', $4, $5)""",
        *(skipped.episode, skipped.revision, skipped.transition),
        *(skipped.reason.value, skipped.at),
    )


async def assign(connection: Connection, numbers: Sequence[int], email: int) -> None:
    """Have an e-mail tell of these, and of no others of those that wait."""
    await release(connection, email)
    await connection.execute(
        "UPDATE notifications SET email = $2, reason = NULL WHERE number = ANY ($1)",
        list(numbers),
        email,
    )


async def release(connection: Connection, email: int) -> None:
    """What an e-mail was to tell of waits for another."""
    await connection.execute(
        "UPDATE notifications SET email = NULL WHERE email = $1 AND state = 'waiting'", email
    )


async def hold(connection: Connection, numbers: Sequence[int], reason: SkipReason) -> int:
    """Record why these are not told of now; answers of how many that is new."""
    status = await connection.execute(
        """UPDATE notifications SET reason = $2
           WHERE number = ANY ($1) AND reason IS DISTINCT FROM $2""",
        list(numbers),
        reason.value,
    )
    return int(status.removeprefix("UPDATE "))


async def fold(connection: Connection, settled: Mapping[int, SkipReason]) -> None:
    """Record that no e-mail tells of these, and why."""
    for number, reason in settled.items():
        await connection.execute(
            """UPDATE notifications SET state = 'folded', reason = $2, email = NULL
               WHERE number = $1""",
            number,
            reason.value,
        )


async def end(connection: Connection, email: int, state: str, now: datetime) -> None:
    """Record that the e-mail that tells of these was delivered, or refused to everyone."""
    await connection.execute(
        """UPDATE notifications SET state = $2,
               delivered_at = CASE WHEN $2 = 'delivered' THEN $3::timestamptz END,
               refused_at = CASE WHEN $2 = 'refused' THEN $3::timestamptz END
           WHERE email = $1 AND state = 'waiting'""",
        email,
        state,
        now,
    )


async def list_notifications(connection: Connection, episode: str) -> list[dict[str, Any]]:
    """The delivery record of each of an episode's transitions, oldest first.

    What waits is queued where an e-mail is there to tell of it, else folded into a later one.
    """
    rows = await connection.fetch(
        """SELECT transition, revision, reason, notifications.delivered_at,
               notifications.refused_at, notifications.created_at,
               CASE WHEN notifications.state <> 'waiting' THEN notifications.state
                    WHEN email IS NULL THEN 'folded' ELSE 'queued' END AS state,
               coalesce(emails.subject, notifications.subject) AS subject,
               coalesce(emails.message_id, notifications.message_id) AS message_id,
               coalesce(emails.recipients, notifications.recipients) AS recipients,
               coalesce(emails.attempts, notifications.attempts) AS attempts,
               emails.next_attempt_at,
               coalesce(emails.last_error, notifications.last_error) AS last_error,
               coalesce(emails.refused, notifications.refused) AS refused
           FROM notifications LEFT JOIN emails ON emails.number = email
           WHERE episode = $1 ORDER BY revision""",
        episode,
    )
    return [dict(row) for row in rows]
