"""The group stage: threads and their e-mails, written as an evaluation leaves them."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from oversight_alerts.email.context import Standing
from oversight_alerts.email.notification import EmailContent, Notification, message_id
from oversight_alerts.email.thread_context import ThreadContext, context_of
from oversight_alerts.repository import Connection, email_outbox, notifications, threads
from oversight_alerts.repository.episodes import Overtaken
from oversight_alerts.threads.key import subject_of, thread_key
from oversight_alerts.threads.limits import DAY, Limits
from oversight_alerts.threads.plan import ThreadPlan, plan_threads
from oversight_alerts.threads.thread import Thread
from oversight_alerts.worker.channel import Check, Settled
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_runtime.postgres import Pool

# What waits for a mail server is written anew at most so often.
FRESH = timedelta(seconds=20)


@dataclass(frozen=True)
class ThreadWriter:
    """Has episodes join threads, and writes what each is told with.

    E-mails are drawn up between two transactions; the second writes them only where all is still
    as the first read it.
    """

    pool: Pool
    catalogue: Catalogue
    render: Callable[[ThreadContext], EmailContent]
    recipients: tuple[str, ...]
    domain: str
    limits: Limits

    async def settle(self, standing: Standing, check: Check) -> Settled:
        """Write what goes out, as things stand. Raises ``Overtaken``."""
        async with self.pool.acquire() as connection, connection.transaction():
            await check(connection)
            await self._join(connection, standing)
            known = await _load(connection, standing.now)
        plans = list(plan_threads(*known, standing.silenced, self.limits, standing.now))
        if not plans:
            return Settled()
        written = await self._written(plans, standing)
        async with self.pool.acquire() as connection, connection.transaction():
            await check(connection)
            if await _load(connection, standing.now) != known:
                raise Overtaken("what is to be told of has changed")
            return await _settle(connection, plans, written, standing.now)

    async def _written(
        self, plans: Iterable[ThreadPlan], standing: Standing
    ) -> Mapping[str, Notification]:
        """The e-mail of each thread that is told of now, unless one that waits says it already."""
        return {
            plan.thread.id: await self._notification(plan, standing)
            for plan in plans
            if plan.news and not _is_fresh(plan, standing)
        }

    async def _join(self, connection: Connection, standing: Standing) -> None:
        alone = await threads.without_thread(connection)
        known = await threads.open_threads(connection) if alone else {}
        for episode, series, severity, opened_at in alone:
            look = standing.looks.get(series)
            if look is None:
                continue
            key = thread_key(look.rule, series)
            if key not in known:
                known[key] = f"t{episode}"
                subject = subject_of(self.catalogue, key, severity)
                thread = Thread(known[key], key, severity, subject, opened_at)
                await threads.insert_thread(connection, thread)
            await threads.join_thread(connection, episode, known[key])

    async def _notification(self, plan: ThreadPlan, standing: Standing) -> Notification:
        thread, waiting = plan.thread, plan.thread.waiting
        last = max((each.position for each in thread.emails), default=0)
        position = last + 1 if waiting is None else waiting.position
        name = message_id(thread.id, position, self.domain)
        handed_over = (
            each.message_id
            for each in thread.emails
            if each.state == "delivered" or (each.state == "queued" and each.frozen)
        )
        return Notification(
            thread=thread.id,
            began=thread.opened_at,
            position=position,
            episodes=tuple(each.member.episode.id for each in plan.news),
            # A picture takes its time, which is not the event loop's.
            content=await asyncio.to_thread(
                self.render, context_of(self.catalogue, plan, standing)
            ),
            message_id=name if waiting is None else waiting.message_id,
            answers=tuple(handed_over),
            recipients=self.recipients,
            at=standing.now,
        )


async def _load(
    connection: Connection, now: datetime
) -> tuple[list[Thread], list[datetime | None]]:
    """The open threads, and the ends of the e-mails that count for the limits."""
    opened = await threads.load_open(connection)
    return opened, await threads.sent_since(connection, now - DAY) if opened else []


async def _settle(
    connection: Connection,
    plans: Iterable[ThreadPlan],
    written: Mapping[str, Notification],
    now: datetime,
) -> Settled:
    queued = folded = changes = 0
    for plan in plans:
        notification = written.get(plan.thread.id)
        if plan.settled:
            await notifications.fold(connection, plan.settled)
        if plan.held is not None:
            folded += await notifications.hold(connection, _pending(plan), plan.held)
        if plan.voids:
            await _void(connection, plan, now)
        if notification is not None:
            await _write(connection, plan, notification)
        queued += notification is not None and plan.thread.waiting is None
        changes += notification is not None or bool(plan.settled) or plan.voids
        if plan.closes:
            await threads.close_thread(connection, plan.thread.id, now)
        folded += len(plan.settled)
    return Settled(queued, folded, bool(changes))


async def _void(connection: Connection, plan: ThreadPlan, now: datetime) -> None:
    waiting = plan.thread.waiting
    assert waiting is not None
    await notifications.release(connection, waiting.number)
    await email_outbox.void(connection, waiting.number, now)


async def _write(connection: Connection, plan: ThreadPlan, notification: Notification) -> None:
    waiting = plan.thread.waiting
    if waiting is None:
        number = await email_outbox.insert(connection, notification, plan.kind)
    else:
        number = waiting.number
        await email_outbox.rewrite(connection, number, notification, plan.kind)
    await notifications.assign(connection, _told(plan), number)


def _pending(plan: ThreadPlan) -> list[int]:
    return [
        pending.number
        for member in plan.thread.members
        for pending in member.pending
        if pending.number not in plan.settled
    ]


def _told(plan: ThreadPlan) -> list[int]:
    """The notifications that the e-mail tells of."""
    return [
        pending.number
        for news in plan.news
        if news.word != "still"
        for pending in news.member.pending
        if pending.number not in plan.settled
    ]


def _is_fresh(plan: ThreadPlan, standing: Standing) -> bool:
    """True where an e-mail that waits says just this, and was written a moment ago."""
    waiting = plan.thread.waiting
    if waiting is None:
        return False
    assigned = [
        pending.number
        for member in plan.thread.members
        for pending in member.pending
        if pending.email == waiting.number
    ]
    same = sorted(_told(plan)) == sorted(assigned) and plan.kind == waiting.kind
    return same and standing.now - waiting.written_at < FRESH
