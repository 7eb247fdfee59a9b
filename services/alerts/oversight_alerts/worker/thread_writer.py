"""The group stage: threads and their e-mails, written as an evaluation leaves them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from oversight_alerts.email.context import Standing
from oversight_alerts.email.notification import EmailContent, Notification, message_id
from oversight_alerts.email.thread_context import ThreadContext, context_of
from oversight_alerts.repository import Connection, email_outbox, notifications, threads
from oversight_alerts.threads.key import subject_of, thread_key
from oversight_alerts.threads.limits import DAY, Limits
from oversight_alerts.threads.plan import ThreadPlan, plan_threads
from oversight_alerts.threads.thread import Thread
from oversight_alerts.worker.channel import Settled
from oversight_contracts.definitions.catalogue import Catalogue

# What waits for a mail server is written anew at most so often.
FRESH = timedelta(seconds=20)


@dataclass(frozen=True)
class ThreadWriter:
    """Has episodes join threads, and writes what each is told with; all in one transaction."""

    catalogue: Catalogue
    render: Callable[[ThreadContext], EmailContent]
    recipients: tuple[str, ...]
    domain: str
    limits: Limits

    async def settle(self, connection: Connection, standing: Standing) -> Settled:
        """Write what goes out, as things stand. Raises ``Overtaken``."""
        await self._join(connection, standing)
        opened = await threads.load_open(connection)
        sent = await threads.sent_since(connection, standing.now - DAY) if opened else []
        queued = folded = changes = 0
        for plan in plan_threads(opened, sent, standing.silenced, self.limits, standing.now):
            if plan.settled:
                await notifications.fold(connection, plan.settled)
            if plan.held is not None:
                folded += await notifications.hold(connection, _pending(plan), plan.held)
            written = await self._write(connection, plan, standing)
            queued += written and plan.thread.waiting is None
            changes += written or bool(plan.settled) or plan.voids
            if plan.closes:
                await threads.close_thread(connection, plan.thread.id, standing.now)
            folded += len(plan.settled)
        return Settled(queued, folded, bool(changes))

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

    async def _write(self, connection: Connection, plan: ThreadPlan, standing: Standing) -> bool:
        waiting = plan.thread.waiting
        if plan.voids and waiting is not None:
            await notifications.release(connection, waiting.number)
            await email_outbox.void(connection, waiting.number, standing.now)
        if not plan.news:
            return False
        told = _told(plan)
        if waiting is None:
            notification = await self._notification(plan, standing)
            number = await email_outbox.insert(connection, notification, plan.kind)
        elif _is_fresh(plan, told, standing):
            return False
        else:
            number = waiting.number
            notification = await self._notification(plan, standing)
            await email_outbox.rewrite(connection, number, notification, plan.kind)
        await notifications.assign(connection, told, number)
        return True

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
            content=await asyncio.to_thread(self.render, context_of(plan, standing)),
            message_id=name if waiting is None else waiting.message_id,
            answers=tuple(handed_over),
            recipients=self.recipients,
            at=standing.now,
        )


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


def _is_fresh(plan: ThreadPlan, told: list[int], standing: Standing) -> bool:
    """True where the e-mail that waits says just this, and was written a moment ago."""
    waiting = plan.thread.waiting
    assert waiting is not None
    assigned = [
        pending.number
        for member in plan.thread.members
        for pending in member.pending
        if pending.email == waiting.number
    ]
    same = sorted(told) == sorted(assigned) and plan.kind == waiting.kind
    return same and standing.now - waiting.written_at < FRESH
