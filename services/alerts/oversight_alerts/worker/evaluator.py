"""Evaluation of all rules over the totals as at the last cut.

What is recorded is read in one transaction, judged outside of any, and what follows written in
another, unless somebody changed meanwhile what was judged by: then it is judged again.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

import structlog

from oversight_alerts.episodes.lifecycle import AlertState, EndReason, resolve
from oversight_alerts.episodes.pipeline import (
    Decision,
    RecordedState,
    evaluate,
    evaluate_hours,
    withdrawn,
)
from oversight_alerts.episodes.silences import Silence
from oversight_alerts.episodes.skip_reason import SkipReason
from oversight_alerts.projection.state import Projection
from oversight_alerts.repository import Connection, episodes, feed_stalls, rule_changes, silences
from oversight_alerts.repository import projection as projection_rows
from oversight_alerts.repository.episodes import Overtaken
from oversight_alerts.rules.explanation import Explanation, explain
from oversight_alerts.rules.feeds.inhibition import silent_feeds
from oversight_alerts.rules.feeds.troubles import Feeds, feeds_of, look_at
from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.rules.totals import Totals
from oversight_alerts.threads.key import first_days, thread_key
from oversight_alerts.worker.channel import Settled
from oversight_alerts.worker.recorder import Recorder
from oversight_alerts.worker.trial_gate import TrialGate
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.facts.facts import Position
from oversight_runtime.postgres import Pool

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True)
class Evaluation:
    """One evaluation of all rules over a cut: a decision for every series, changed or not.

    ``unsettled``: something else was recorded before e-mails were written; evaluate again.
    """

    at: datetime
    cut_at: datetime
    generation: int
    decisions: Sequence[Decision]
    withdrawn: Sequence[tuple[RuleSeries, AlertState]] = ()
    explained: Mapping[RuleSeries, Explanation] = field(default_factory=dict)
    settled: Sequence[Settled] = ()
    feeds: Feeds = field(default_factory=dict)
    digest: bool = False
    unsettled: bool = False
    positions: Sequence[Position] = ()

    @property
    def has_changes(self) -> bool:
        """True where there may be something to send or to publish."""
        decided = any(decision.has_changes for decision in self.decisions)
        settled = any(each.changed for each in self.settled)
        return decided or settled or bool(self.withdrawn) or self.digest


class Digests(Protocol):
    """Tells from time to time how all stands, with the e-mails of an evaluation."""

    async def write(
        self, connection: Connection, evaluation: Evaluation, silences: Sequence[Silence]
    ) -> bool:
        """Queue the digest that is due; false where none is."""
        ...


class Evaluator:
    """Takes every series through the stages and records what changed."""

    def __init__(
        self,
        catalogue: Catalogue,
        projection: Projection,
        pool: Pool,
        recorder: Recorder,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        digests: Digests | None = None,
        gate: TrialGate | None = None,
    ) -> None:
        self._catalogue, self._projection, self._pool = catalogue, projection, pool
        self._recorder, self._clock, self._new_id = recorder, clock, new_id
        self._digests = digests
        self._gate = gate or TrialGate()
        self.last: Evaluation | None = None
        # As at which positions all was judged last, and recorded with its e-mails.
        self.judged: tuple[Position, ...] = ()

    async def evaluate(self) -> Evaluation | None:
        """Evaluate as at the last applied cut; None before the first.

        Raises ``Overtaken`` where what was judged by changed meanwhile, and nothing is recorded:
        evaluate again.
        """
        at = self._clock()
        async with self._pool.acquire() as connection, connection.transaction():
            recorded = await self._read(connection, at)
        # The rules take their time, which is not the event loop's; no cut is applied meanwhile.
        async with self._projection.steady:
            evaluation = await asyncio.to_thread(self._evaluate, recorded, at)
        if evaluation is not None:
            await self._record(evaluation, recorded)
            evaluation = await self._settle(evaluation, recorded.silences)
        self.last = evaluation
        if evaluation is not None and not evaluation.unsettled:
            self.judged = tuple(evaluation.positions)
        return evaluation

    async def _read(self, connection: Connection, at: datetime) -> RecordedState:
        return RecordedState(
            await episodes.load_states(connection),
            await silences.list_silences(connection, at),
            await projection_rows.load_evaluated(connection),
            await self._gate.on_trial(connection),
            await feed_stalls.load_stalls(connection),
        )

    async def _record(self, evaluation: Evaluation, recorded: RecordedState) -> None:
        """Write what was decided, all of it or nothing. Raises ``Overtaken``."""
        async with self._pool.acquire() as connection, connection.transaction():
            await episodes.take_turn(connection)
            if await self._read(connection, evaluation.at) != recorded:
                raise Overtaken("what was judged by has changed")
            # An episode goes on under a rule that was changed, and its history says so.
            await rule_changes.note_changes(connection, self._gate.hashes, evaluation.at)
            await self._write(connection, evaluation)
            await rule_changes.keep_content(connection, self._gate.hashes)
            if evaluation.generation != recorded.evaluated:
                await projection_rows.set_evaluated(connection, evaluation.generation)
        for decision in evaluation.decisions:
            if decision.transition is not None:
                _report(decision)

    async def _settle(self, evaluation: Evaluation, silenced: Sequence[Silence]) -> Evaluation:
        """Have what is recorded told, and the digest where it is due."""

        async def check(connection: Connection) -> None:
            await episodes.take_turn(connection)
            if await silences.list_silences(connection, evaluation.at) != silenced:
                raise Overtaken("silences have changed")

        try:
            settled = await self._recorder.settle(
                *(evaluation.decisions, evaluation.explained, evaluation.at, evaluation.cut_at),
                check,
            )
        except Overtaken:
            return replace(evaluation, unsettled=True)
        told = await self._tell(evaluation, silenced)
        return replace(evaluation, settled=settled, digest=told)

    async def _tell(self, evaluation: Evaluation, silenced: Sequence[Silence]) -> bool:
        if self._digests is None:
            return False
        async with self._pool.acquire() as connection, connection.transaction():
            return await self._digests.write(connection, evaluation, silenced)

    def _evaluate(self, recorded: RecordedState, now: datetime) -> Evaluation | None:
        applied = self._projection.applied
        if applied is None:
            return None
        cut = applied.cut
        totals, hours = self._projection.totals, self._projection.hours
        feeds = feeds_of(self._projection.arrivals, hours)
        looked_at = look_at(feeds, now)
        silent = silent_feeds(looked_at, feeds, now, recorded.stalls)
        moment = (recorded, cut.generation, now, self._new_id)
        decisions = [
            *evaluate(self._catalogue, totals, *moment, silent),
            *evaluate_hours(hours, looked_at, *moment),
        ]
        gone = list(withdrawn(recorded, decisions))
        explained = dict(_explained(self._catalogue, decisions, totals))
        made = Evaluation(now, cut.at, cut.generation, decisions, gone, explained, feeds=feeds)
        return replace(made, positions=cut.positions)

    async def _write(self, connection: Connection, evaluation: Evaluation) -> None:
        for decision in evaluation.decisions:
            if decision.has_changes:
                await self._recorder.record(connection, decision)
        for series, state in evaluation.withdrawn:
            await self._withdraw(connection, series, state, evaluation.at)

    async def _withdraw(
        self, connection: Connection, series: RuleSeries, state: AlertState, now: datetime
    ) -> None:
        if state.pending is not None:
            await episodes.set_pending(connection, series, None)
        if state.episode is not None:
            known = await episodes.lock_episode(connection, state.episode.id)
            assert known is not None, "an unresolved episode is never removed"
            reason = SkipReason.RULE_WITHDRAWN
            after = resolve(state.episode, now, EndReason.RULE_WITHDRAWN)
            await self._recorder.record_without_figure(
                connection, state.episode, after, known[1], reason
            )


def _explained(
    catalogue: Catalogue, decisions: Sequence[Decision], totals: Totals
) -> Iterator[tuple[RuleSeries, Explanation]]:
    """What explains the figures of all that lasts, or has just ended."""
    lasting = [each for each in decisions if each.step.state.episode is not None]
    began = first_days((each.rule, each.observation) for each in lasting)
    for decision in lasting:
        observation = decision.observation
        indicator = catalogue.indicators.get(decision.rule.indicator)
        if indicator is not None:
            since = began.get(thread_key(decision.rule, observation.series))
            found = explain(catalogue, indicator, observation, totals, since)
            if found is not None:
                yield observation.series, found


def _report(decision: Decision) -> None:
    episode = decision.step.state.episode
    log.info(
        "episode",
        transition=decision.transition,
        rule=decision.rule.id,
        episode=episode.id if episode else None,
        mail=decision.notification,
        series=str(decision.observation.series),
    )
