"""The digests that were made, and their e-mails."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from oversight_alerts.digest.digest import Before
from oversight_alerts.digest.schedule import DigestTimes, Schedule
from oversight_alerts.email.notification import Notification
from oversight_alerts.repository import Connection, email_outbox, threads
from oversight_alerts.threads.key import ThreadKey
from oversight_alerts.threads.thread import Thread
from oversight_contracts.facts.episode import EpisodeFact

_KEY = ThreadKey("", "digest")


class LastDigest(NamedTuple):
    """The digest before: what it told of, and why it never arrived; None where it did, or may."""

    before: Before
    lost: str | None


async def is_known(connection: Connection, every: str, day: date) -> bool:
    """Whether the digest of a day was made, or a later one."""
    found = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM digests WHERE every = $1 AND day >= $2)", every, day
    )
    return bool(found)


async def claim(connection: Connection, every: str, day: date, now: datetime) -> bool:
    """Make the digest of a day this transaction's own; false where it is another's."""
    status = await connection.execute(
        """INSERT INTO digests (every, day, made_at) VALUES ($1, $2, $3)
           ON CONFLICT (every, day) DO NOTHING""",
        *(every, day, now),
    )
    return status == "INSERT 0 1"


async def load_last(connection: Connection, every: str, day: date) -> LastDigest | None:
    """The digest before that of ``day``; None where that is the first."""
    row = await connection.fetchrow(
        """SELECT email, made_at, mute, state, last_error FROM digests
           LEFT JOIN emails ON emails.number = email
           WHERE every = $1 AND day < $2 ORDER BY day DESC LIMIT 1""",
        every,
        day,
    )
    if row is None:
        return None
    # Of the first nothing was told: what came before the installation is nobody's news.
    mute = None if row["mute"] is None else frozenset(row["mute"])
    lost = row["last_error"] or "refused" if row["state"] == "refused" else None
    if row["state"] == "void":
        lost = "no mail server took it in time"
    return LastDigest(Before(row["made_at"], mute), lost)


async def load_episodes(connection: Connection, since: datetime) -> list[EpisodeFact]:
    """The episodes that last, and those that opened or ended since, in the order they opened."""
    rows = await connection.fetch(
        """SELECT fact FROM episodes
           WHERE state <> 'resolved' OR opened_at >= $1 OR resolved_at >= $1
           ORDER BY opened_at, id""",
        since,
    )
    return [EpisodeFact.model_validate(row["fact"]) for row in rows]


async def void_waiting(connection: Connection, now: datetime) -> None:
    """Have a digest not go out that no mail server can have: there is a newer one."""
    await connection.execute(
        """UPDATE emails SET state = 'void', ended_at = $1, next_attempt_at = NULL
           WHERE kind = 'digest' AND state = 'queued' AND NOT frozen""",
        now,
    )


async def queue(
    connection: Connection,
    every: str,
    day: date,
    notification: Notification,
    mute: Collection[str],
) -> None:
    """Put the e-mail of a digest into the outbox, as the only one of its thread."""
    subject, now = notification.content.subject, notification.at
    thread = Thread(notification.thread, _KEY, "digest", subject, now)
    await threads.insert_thread(connection, thread)
    await threads.close_thread(connection, thread.id, now)
    number = await email_outbox.insert(connection, notification, "digest")
    await connection.execute(
        "UPDATE digests SET email = $3, mute = $4 WHERE every = $1 AND day = $2",
        *(every, day, number, sorted(mute)),
    )


async def load_times(connection: Connection, schedule: Schedule, now: datetime) -> DigestTimes:
    """When digests were due by ``now`` and are next, and when the last was handed over."""
    row = await connection.fetchrow(
        """SELECT (SELECT min(day) FROM digests WHERE every = $1) AS first,
               (SELECT max(ended_at) FROM emails WHERE kind = 'digest' AND state = 'delivered')
                   AS delivered""",
        schedule.every,
    )
    assert row is not None
    day = schedule.last_day(now)
    expected = row["first"] is not None and day > row["first"]
    due = schedule.due_at(day) if expected else None
    following = schedule.due_at(day + schedule.step)
    return DigestTimes(schedule.every, due, row["delivered"], following)
