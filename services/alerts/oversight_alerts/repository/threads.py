"""Threads, the episodes that belong to each, and what of them is told."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import asyncpg

from oversight_alerts.episodes.skip_reason import SkipReason
from oversight_alerts.repository import Connection
from oversight_alerts.repository.episodes import Overtaken, episode_of, series_of
from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.threads.key import ThreadKey
from oversight_alerts.threads.thread import Member, PendingNotification, Thread, ThreadEmail
from oversight_contracts.facts.episode import EpisodeFact

# What was shown or published counts as known, though no e-mail of this service told of it.
_KNOWN = [SkipReason.RESTORED.value, SkipReason.RECOMPUTED.value]


async def without_thread(connection: Connection) -> list[tuple[str, RuleSeries, str, datetime]]:
    """The episodes in no thread that last or are to be told of: id, series, severity, opening."""
    rows = await connection.fetch(
        """SELECT *, fact ->> 'severity' AS severity FROM episodes
           WHERE thread IS NULL AND (state <> 'resolved' OR EXISTS (
               SELECT FROM notifications
               WHERE episode = episodes.id AND notifications.state = 'waiting'))
           ORDER BY opened_at, id"""
    )
    return [(row["id"], series_of(row), row["severity"], row["opened_at"]) for row in rows]


async def open_threads(connection: Connection) -> dict[ThreadKey, str]:
    """The id of the open thread of each key."""
    rows = await connection.fetch("SELECT id, place, slug FROM threads WHERE closed_at IS NULL")
    return {ThreadKey(row["place"], row["slug"]): row["id"] for row in rows}


async def insert_thread(connection: Connection, thread: Thread) -> None:
    """Keep a new thread. Raises ``Overtaken`` where its key has an open one already."""
    try:
        await connection.execute(
            """INSERT INTO threads (id, place, slug, severity, subject, opened_at)
               VALUES ($1, $2, $3, $4, $5, $6)""",
            *(thread.id, thread.key.place, thread.key.slug),
            *(thread.severity, thread.subject, thread.opened_at),
        )
    except asyncpg.UniqueViolationError as error:
        raise Overtaken(thread.id) from error


async def join_thread(connection: Connection, episode: str, thread: str) -> None:
    """Have an episode belong to a thread."""
    await connection.execute("UPDATE episodes SET thread = $2 WHERE id = $1", episode, thread)


async def close_thread(connection: Connection, thread: str, now: datetime) -> None:
    """Keep that a thread is over: what opens from now on makes another."""
    await connection.execute("UPDATE threads SET closed_at = $2 WHERE id = $1", thread, now)


async def load_open(connection: Connection) -> list[Thread]:
    """Every open thread; its e-mails that can still be written anew are kept from senders."""
    await connection.execute(
        "SELECT FROM emails WHERE state = 'queued' AND NOT frozen ORDER BY number FOR UPDATE"
    )
    rows = await connection.fetch("SELECT * FROM threads WHERE closed_at IS NULL ORDER BY id")
    if not rows:
        return []
    names = [row["id"] for row in rows]
    members, emails = await _members(connection, names), await _emails(connection, names)
    return [_thread(row, members[row["id"]], emails[row["id"]]) for row in rows]


async def sent_since(connection: Connection, since: datetime) -> list[datetime | None]:
    """When each e-mail of alerts that ended ``since`` then did; None for each that is queued."""
    rows = await connection.fetch(
        """SELECT ended_at FROM emails WHERE kind <> 'digest'
           AND (state = 'queued' OR (state <> 'void' AND ended_at > $1)) ORDER BY number""",
        since,
    )
    return [row["ended_at"] for row in rows]


async def _members(connection: Connection, threads: Sequence[str]) -> Mapping[str, list[Member]]:
    rows = await connection.fetch(
        """SELECT episodes.*, COALESCE((
               SELECT jsonb_agg(jsonb_build_object('number', notifications.number,
                   'transition', transition, 'email', email, 'pending',
                   notifications.state = 'waiting' AND (emails.frozen IS NOT TRUE),
                   'told', emails.frozen IS TRUE OR emails.state IN ('delivered', 'refused')
                       OR notifications.reason = ANY ($2)) ORDER BY notifications.number)
               FROM notifications LEFT JOIN emails ON emails.number = email
               WHERE episode = episodes.id), '[]') AS notifications
           FROM episodes WHERE thread = ANY ($1) ORDER BY opened_at, id""",
        list(threads),
        _KNOWN,
    )
    members: defaultdict[str, list[Member]] = defaultdict(list)
    for row in rows:
        members[row["thread"]].append(_member(row))
    return members


def _member(row: asyncpg.Record) -> Member:
    noted = row["notifications"]
    pending = (
        PendingNotification(each["number"], each["transition"], each["email"])
        for each in noted
        if each["pending"]
    )
    told = any(each["told"] for each in noted)
    fact = EpisodeFact.model_validate(row["fact"])
    return Member(episode_of(row), fact, told, tuple(pending))


async def _emails(
    connection: Connection, threads: Sequence[str]
) -> Mapping[str, list[ThreadEmail]]:
    rows = await connection.fetch(
        """SELECT number, thread, position, kind, state, frozen, message_id, written_at, ended_at
           FROM emails WHERE thread = ANY ($1) ORDER BY position""",
        list(threads),
    )
    emails: defaultdict[str, list[ThreadEmail]] = defaultdict(list)
    for row in rows:
        fields = dict(row)
        emails[fields.pop("thread")].append(ThreadEmail(**fields))
    return emails


def _thread(
    row: asyncpg.Record, members: Sequence[Member], emails: Sequence[ThreadEmail]
) -> Thread:
    return Thread(
        id=row["id"],
        key=ThreadKey(row["place"], row["slug"]),
        severity=row["severity"],
        subject=row["subject"],
        opened_at=row["opened_at"],
        members=tuple(members),
        emails=tuple(emails),
    )
