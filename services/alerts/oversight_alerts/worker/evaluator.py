"""Evaluation of all rules over the totals as at the last cut, recorded in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from oversight_alerts.episodes.deduplicate import SkipReason
from oversight_alerts.episodes.lifecycle import AlertState, resolve
from oversight_alerts.episodes.pipeline import Decision, State, evaluate, evaluate_hours, withdrawn
from oversight_alerts.projection.state import Projection
from oversight_alerts.repository import Connection, episodes, silences
from oversight_alerts.repository import projection as projection_rows
from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.worker.recorder import Recorder, record_without_figure
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_runtime.postgres import Pool

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True)
class Evaluation:
    """What the rules made of a cut: every watch looked at, whether it changed or not."""

    at: datetime
    cut_at: datetime
    generation: int
    changes: Sequence[Decision]
    withdrawn: Sequence[tuple[RuleSeries, AlertState]] = ()


class Evaluator:
    """Takes every watch through the stages and records what changed."""

    def __init__(
        self,
        catalogue: Catalogue,
        projection: Projection,
        pool: Pool,
        recorder: Recorder,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._catalogue, self._projection, self._pool = catalogue, projection, pool
        self._recorder, self._clock, self._new_id = recorder, clock, new_id
        self.last: Evaluation | None = None

    async def evaluate(self) -> Evaluation | None:
        """Evaluate as at the last applied cut; None before the first.

        Raises ``Overtaken`` when another writer moved an episode meanwhile: evaluate again.
        """
        async with self._pool.acquire() as connection, connection.transaction():
            state = State(
                await episodes.load_standings(connection),
                await silences.list_silences(connection, self._clock()),
                await projection_rows.load_evaluated(connection),
            )
            evaluation = self._look(state)
            if evaluation is not None:
                await self._record(connection, evaluation)
                if evaluation.generation != state.evaluated:
                    await projection_rows.set_evaluated(connection, evaluation.generation)
        self.last = evaluation
        return evaluation

    def _look(self, state: State) -> Evaluation | None:
        # Nothing is awaited here, so no cut can be applied between two rules.
        applied = self._projection.applied
        if applied is None:
            return None
        now, cut = self._clock(), applied.cut
        sums, hours = self._projection.totals, self._projection.hours
        changes = [
            *evaluate(self._catalogue, sums, state, cut.generation, now, self._new_id),
            *evaluate_hours(hours, state, cut.generation, now, self._new_id),
        ]
        gone = list(withdrawn(state, changes))
        return Evaluation(now, cut.at, cut.generation, changes, gone)

    async def _record(self, connection: Connection, evaluation: Evaluation) -> None:
        for change in evaluation.changes:
            if change.moved:
                await self._recorder.record(connection, change, evaluation.at, evaluation.cut_at)
            if change.transition is not None:
                _report(change)
        for watch, standing in evaluation.withdrawn:
            await self._withdraw(connection, watch, standing, evaluation.at)

    async def _withdraw(
        self, connection: Connection, watch: RuleSeries, standing: AlertState, now: datetime
    ) -> None:
        if standing.hold is not None:
            await episodes.set_hold(connection, watch, None)
        if standing.episode is not None:
            known = await episodes.lock_episode(connection, standing.episode.id)
            assert known is not None, "an unresolved episode is never removed"
            after, reason = resolve(standing.episode, now), SkipReason.RULE_WITHDRAWN
            await record_without_figure(connection, standing.episode, after, known[1], reason)


def _report(change: Decision) -> None:
    episode = change.step.standing.episode
    log.info(
        "episode",
        transition=change.transition,
        rule=change.rule.id,
        episode=episode.id if episode else None,
        mail=change.mail,
        watch=str(change.reading.watch),
    )
