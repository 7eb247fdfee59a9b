"""Evaluations that something else comes between, and all that is recorded in the end."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any

from prometheus_client import CollectorRegistry
from tests.contract.alerts.mailers import FakeMailer
from tests.integration.alerts.stage import incidents_of
from tests.unit.alerts.builders import Clock, cut, shipped, total

from oversight_alerts.email.notification import EmailContent
from oversight_alerts.email.thread_context import ThreadContext
from oversight_alerts.episodes.lifecycle import Episode, acknowledge, take_back_acknowledgement
from oversight_alerts.episodes.silences import Silence
from oversight_alerts.episodes.skip_reason import SkipReason
from oversight_alerts.metrics import Metrics
from oversight_alerts.projection.state import Projection
from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.repository import episodes, silences
from oversight_alerts.repository.episodes import Overtaken
from oversight_alerts.threads.limits import Limits
from oversight_alerts.worker.channels.email import EmailChannel
from oversight_alerts.worker.email_sender import EmailSender
from oversight_alerts.worker.evaluator import Evaluator
from oversight_alerts.worker.recorder import Recorder
from oversight_alerts.worker.thread_writer import ThreadWriter
from oversight_contracts.facts.facts import SeriesKey, Total, TotalFact
from oversight_contracts.windows import BucketRange
from oversight_projection.buffer import Application
from oversight_runtime.backoff import Backoff
from oversight_runtime.postgres import Pool

RULE = "priority-2-response"
CATALOGUE = replace(shipped(), rules={RULE: shipped().rules[RULE]})
BROKEN, WORSE, WELL = total(300, 590, 10), total(200, 590, 10), total(450, 590, 10)

Action = Callable[["Desk"], Awaitable[None]]
_ALL = (
    *("notifications", "transitions", "holds", "episodes", "emails", "threads"),
    *("silences", "evaluated"),
)


class Interruption:
    """What comes between, once; called from the thread that judges, or draws up an e-mail."""

    def __init__(self, action: Callable[[], Awaitable[None]] | None) -> None:
        self._action, self._loop = action, asyncio.get_running_loop()

    def __call__(self) -> None:
        action, self._action = self._action, None
        if action is not None:

            async def run() -> None:
                await action()

            asyncio.run_coroutine_threadsafe(run(), self._loop).result()


@dataclass
class InterruptedTotals(TotalsStore):
    """Totals that something comes between to whoever reads them."""

    interrupt: Callable[[], None] = lambda: None

    def total(self, series: SeriesKey, window: BucketRange) -> Total:
        self.interrupt()
        return super().total(series, window)


@dataclass
class Desk:
    """A service's database, and evaluations over it, each by a worker that was just begun."""

    pool: Pool
    clock: Clock = field(default_factory=Clock)
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    async def clear(self) -> None:
        """Have nothing recorded."""
        async with self.pool.acquire() as connection:
            await connection.execute("".join(f"DELETE FROM {table};" for table in _ALL))

    async def evaluate(
        self, fact: TotalFact, judging: Action | None = None, writing: Action | None = None
    ) -> bool:
        """One evaluation over a total; answers whether it has to be done again."""

        def bound(action: Action | None) -> Interruption:
            return Interruption(None if action is None else lambda: action(self))

        worker = self._worker(fact, bound(judging), bound(writing))
        try:
            evaluation = await worker.evaluate()
        except Overtaken:
            return True
        assert evaluation is not None
        return evaluation.unsettled

    async def settle(self, fact: TotalFact) -> None:
        """Evaluate until nothing has to be done again."""
        while await self.evaluate(fact):
            pass

    def _worker(self, fact: TotalFact, judging: Interruption, writing: Interruption) -> Evaluator:
        projection = Projection(totals=InterruptedTotals(interrupt=judging))
        facts = Application((fact, incidents_of(fact.bucket[:10])), cut(), 2)
        projection.commit(projection.update(facts, cut(), "one"))

        def render(context: ThreadContext) -> EmailContent:
            writing()
            return _in_short(context)

        return Evaluator(
            *(CATALOGUE, projection, self.pool, self.recorder(render), self.clock),
            lambda: f"e{next(self.ids)}",
        )

    def recorder(self, render: Callable[[ThreadContext], EmailContent]) -> Recorder:
        """What writes, by the one channel."""
        retries = Backoff(timedelta(seconds=2), timedelta(minutes=5), lambda: 1.0)
        metrics = Metrics(CollectorRegistry())
        sender = EmailSender(self.pool, FakeMailer(), "o@b", retries, self.clock, metrics)
        writer = ThreadWriter(self.pool, CATALOGUE, render, ("a@b",), "b", Limits())
        return Recorder([EmailChannel(writer, sender, self.clock)])

    async def recorded(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that officers can see: episodes with their history, notifications and e-mails."""
        async with self.pool.acquire() as connection:
            return {
                table: sorted((tuple(row) for row in await connection.fetch(question)), key=repr)
                for table, question in _SEEN.items()
            }


def _in_short(context: ThreadContext) -> EmailContent:
    said = " ".join(f"{each.word} {each.member.fact.value}" for each in context.news)
    return EmailContent(context.thread.subject, said, said)


_SEEN = {
    "episodes": "SELECT state, acknowledged_by, mailed_value FROM episodes",
    "transitions": "SELECT revision, fact->>'transition' FROM transitions",
    "holds": "SELECT kind FROM holds",
    "notifications": """SELECT revision, transition, notifications.state, reason, emails.body_text
        FROM notifications LEFT JOIN emails ON emails.number = email""",
    "emails": "SELECT kind, state, body_text FROM emails WHERE state <> 'void'",
    "threads": "SELECT closed_at FROM threads",
    "silences": "SELECT ended_by FROM silences",
}


async def acknowledged(desk: Desk) -> None:
    """Whoever is on duty takes on what is open."""
    await _move(desk, lambda before: acknowledge(before, "ann", desk.clock(), "seen"))


async def taken_back(desk: Desk) -> None:
    """Nobody has it any more."""
    await _move(desk, lambda before: take_back_acknowledgement(before, "ann", desk.clock()))


async def silenced(desk: Desk) -> None:
    """Nobody wants e-mail of the rule from now on."""
    until = desk.clock() + timedelta(days=1)
    silence = Silence("s", until, "an operation", "ann", desk.clock(), RULE)
    async with desk.pool.acquire() as connection, connection.transaction():
        await silences.add_silence(connection, silence)


async def heard_again(desk: Desk) -> None:
    """Somebody ends the silence."""
    async with desk.pool.acquire() as connection, connection.transaction():
        await silences.end_silence(connection, "s", "ann", desk.clock())


async def _move(desk: Desk, move: Callable[[Episode], Episode]) -> None:
    async with desk.pool.acquire() as connection, connection.transaction():
        row = await connection.fetchrow("SELECT id FROM episodes WHERE state <> 'resolved'")
        if row is None:
            return
        known = await episodes.lock_episode(connection, row["id"])
        assert known is not None
        before, fact = known
        after = move(before)
        if after != before:
            reason = SkipReason.ACKNOWLEDGEMENT
            recorder = desk.recorder(_in_short)
            await recorder.record_without_figure(connection, before, after, fact, reason)
