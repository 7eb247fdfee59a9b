"""The background tasks of the service: follow, evaluate, send, publish, measure."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from oversight_alerts.digest.schedule import Schedule
from oversight_alerts.metrics import Metrics
from oversight_alerts.repository import digests, email_outbox
from oversight_alerts.repository import episodes as episode_rows
from oversight_alerts.repository.email_outbox import Outbox
from oversight_alerts.repository.episodes import Overtaken
from oversight_alerts.worker.channel import Channel
from oversight_alerts.worker.episode_publisher import EpisodePublisher
from oversight_alerts.worker.evaluator import Evaluation, Evaluator
from oversight_alerts.worker.fact_sink import FactSink
from oversight_projection.follower import LogFollower
from oversight_runtime.postgres import Pool
from oversight_runtime.supervision import Supervisor, WakeUp, run_together

# Windows move with the clock, even when no cut comes.
EVALUATE_EVERY = timedelta(seconds=30)
# Where something always comes, rules are evaluated so long after the first of it.
SETTLES_WITHIN = timedelta(seconds=60)
# Retries fall due without a wake-up.
OUTBOX_EVERY = timedelta(seconds=1)
# A read of the fact topic takes a second at most.
STALLED = timedelta(seconds=60)
MEASURE_EVERY = timedelta(seconds=5)


@dataclass
class WakeUps:
    """Rung when there is something to evaluate, to send, to publish."""

    evaluate: WakeUp = field(default_factory=WakeUp)
    send: WakeUp = field(default_factory=WakeUp)
    publish: WakeUp = field(default_factory=WakeUp)

    def recorded(self) -> None:
        """Something was recorded: both outboxes may hold it."""
        self.send.ring()
        self.publish.ring()


@dataclass
class BackgroundTasks:
    """The service's tasks, each begun again by the supervisor when it fails."""

    follower: LogFollower
    facts: FactSink
    evaluator: Evaluator
    channels: Sequence[Channel]
    publisher: EpisodePublisher
    wake_ups: WakeUps
    pool: Pool
    metrics: Metrics
    supervisor: Supervisor
    clock: Callable[[], datetime]
    settling: timedelta
    # None where no digests are wanted.
    digests: Schedule | None = None
    # Whether the last evaluation did not come to its end.
    failed: bool = False
    # As it was measured last.
    outbox: Outbox | None = None

    async def run(self) -> None:
        """Run until cancelled, or until one task has failed for too long."""
        tasks = {
            "projection": self._follow,
            "evaluation": self._evaluate,
            "mail": self._send,
            "publication": self._publish,
            "measurement": self._measure,
        }
        await run_together(
            asyncio.create_task(self.supervisor.keep(name, task), name=name)
            for name, task in tasks.items()
        )

    def unwell(self) -> str | None:
        """The reason why the service is not ready; None when facts are followed and evaluated."""
        for name in ("projection", "evaluation"):
            if name in self.supervisor.failing:
                return f"{name}: {self.supervisor.failing[name]}"
        if self.follower.progress_at is None:
            return "the fact topic is not open yet"
        silent = self.clock() - self.follower.progress_at
        return f"no progress for {silent.total_seconds():.0f} s" if silent > STALLED else None

    def refused_mail(self) -> str | None:
        """What to know of e-mails that everyone was refused; None where there is none."""
        if self.outbox is None or not self.outbox.refused:
            return None
        emails = "1 e-mail" if self.outbox.refused == 1 else f"{self.outbox.refused} e-mails"
        return f"{emails} refused to everyone, and not acknowledged: {self.outbox.refusal}"

    async def _follow(self) -> None:
        await self.follower.run(lambda: self.supervisor.well("projection"))

    async def _evaluate(self) -> None:
        if self.failed:
            # What was to be judged had settled: where facts go on coming, a minute more would
            # leave the service unwell as long after the database is back.
            await self.wake_ups.evaluate.quiet(self.settling, 2 * self.settling)
            await self._evaluate_current()
        while True:
            if await self.wake_ups.evaluate.wait(EVALUATE_EVERY):
                # A batch is judged once all of it is counted, never in the middle.
                await self.wake_ups.evaluate.quiet(self.settling, SETTLES_WITHIN)
            await self._evaluate_current()

    async def _evaluate_current(self) -> None:
        self.failed = True
        if self.facts.current():
            await self._evaluate_once()
        self.failed = False

    async def _evaluate_once(self) -> None:
        try:
            with self.metrics.evaluation.time():
                evaluation = await self.evaluator.evaluate()
        except Overtaken:
            self.wake_ups.evaluate.ring()
            return
        if evaluation is not None:
            self._note(evaluation)
            if evaluation.unsettled:
                self.wake_ups.evaluate.ring()
        self.supervisor.well("evaluation")

    def _note(self, evaluation: Evaluation) -> None:
        for decision in evaluation.decisions:
            self.metrics.decisions.labels(str(decision.step.outcome)).inc()
            if decision.transition is not None and decision.notified is None:
                self.metrics.notifications.labels("withheld").inc()
        for settled in evaluation.settled:
            self.metrics.notifications.labels("queued").inc(settled.queued)
            self.metrics.notifications.labels("folded").inc(settled.folded)
        if evaluation.has_changes:
            self.wake_ups.recorded()

    async def _send(self) -> None:
        while True:
            for channel in self.channels:
                await channel.send_due()
            self.supervisor.well("mail")
            await self.wake_ups.send.wait(OUTBOX_EVERY)

    async def _publish(self) -> None:
        while True:
            await self.publisher.publish()
            self.supervisor.well("publication")
            await self.wake_ups.publish.wait(OUTBOX_EVERY)

    async def _measure(self) -> None:
        while True:
            async with self.pool.acquire() as connection, connection.transaction():
                outbox = await email_outbox.outbox(connection)
                episodes = await episode_rows.count_by_state(connection)
                if self.digests is not None:
                    times = await digests.load_times(connection, self.digests, self.clock())
                    self.metrics.digest_times(times.due, times.delivered)
            for state, count in episodes.items():
                self.metrics.episodes.labels(state).set(count)
            self.metrics.outbox_waiting.set(outbox.waiting)
            waited = self.clock() - outbox.oldest if outbox.oldest else timedelta(0)
            self.metrics.outbox_age.set(waited.total_seconds())
            self.metrics.refused.set(outbox.refused)
            self.outbox = outbox
            self.supervisor.well("measurement")
            await asyncio.sleep(MEASURE_EVERY.total_seconds())
