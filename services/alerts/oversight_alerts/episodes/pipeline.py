"""The stages in their order: evaluate, mute, advance, deduplicate. Deliver and record follow."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from oversight_alerts.episodes.deduplicate import SkipReason, decide
from oversight_alerts.episodes.lifecycle import (
    Advance,
    AlertState,
    EvaluationContext,
    NoTransition,
    Transition,
    advance,
)
from oversight_alerts.episodes.silences import Silence, silenced
from oversight_alerts.projection.reconciliations import ReconciledHours
from oversight_alerts.rules.builtin import observe_builtin
from oversight_alerts.rules.observe import Observation, Sums, observe
from oversight_alerts.rules.series import RuleSeries
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import Rule


@dataclass(frozen=True)
class State:
    """What was recorded: where each watch stands, the silences, the generation last evaluated."""

    standings: Mapping[RuleSeries, AlertState]
    silences: Sequence[Silence]
    evaluated: int | None = None


@dataclass(frozen=True)
class Decision:
    """One watch looked at: where it stood, what became of it, and what is mailed of it."""

    rule: Rule
    reading: Observation
    before: AlertState
    step: Advance
    mail: Transition | SkipReason
    silenced: bool

    @property
    def transition(self) -> Transition | None:
        """The transition made, if any."""
        return None if isinstance(self.step.outcome, NoTransition) else self.step.outcome

    @property
    def letter(self) -> Transition | None:
        """The transition that an e-mail tells of, if any."""
        return None if isinstance(self.mail, SkipReason) else self.mail

    @property
    def moved(self) -> bool:
        """Whether there is anything to record."""
        return self.before != self.step.standing or self.letter is not None


def evaluate(
    catalogue: Catalogue,
    sums: Sums,
    state: State,
    generation: int,
    now: datetime,
    new_id: Callable[[], str],
) -> Iterator[Decision]:
    """Take every watch of every rule through the stages."""
    for rule in catalogue.rules.values():
        for reading in observe(catalogue, rule, sums, now):
            yield _change(rule, reading, state, generation, now, new_id)


def evaluate_hours(
    hours: ReconciledHours, state: State, generation: int, now: datetime, new_id: Callable[[], str]
) -> Iterator[Decision]:
    """Take every source through the stages, by the rules that ship with the service."""
    # Hours belong to no generation of totals: what differs is told, rebuilt or not.
    for rule, reading in observe_builtin(hours, now):
        yield _change(rule, reading, replace(state, evaluated=None), generation, now, new_id)


def withdrawn(
    state: State, looked_at: Sequence[Decision]
) -> Iterator[tuple[RuleSeries, AlertState]]:
    """What stands for watches whose rule or area is no longer there."""
    seen = {change.reading.watch for change in looked_at}
    return ((watch, each) for watch, each in state.standings.items() if watch not in seen)


def _change(
    rule: Rule,
    reading: Observation,
    state: State,
    generation: int,
    now: datetime,
    new_id: Callable[[], str],
) -> Decision:
    before = state.standings.get(reading.watch, AlertState())
    muted = silenced(state.silences, reading.watch, now)
    recomputed = state.evaluated not in (None, generation)
    moment = EvaluationContext(now, generation, muted, recomputed)
    step = advance(rule, reading, before, moment, new_id)
    mail = decide(before, step, moment)
    if _measured_from(mail, step):
        step = _told(step, reading, generation)
    return Decision(rule, reading, before, step, mail, muted)


def _measured_from(mail: Transition | SkipReason, step: Advance) -> bool:
    """Whether getting worse is measured from this figure on."""
    if mail is SkipReason.RECOMPUTED:
        return step.outcome == "opened"
    return not isinstance(mail, SkipReason) and mail != "resolved"


def _told(step: Advance, reading: Observation, generation: int) -> Advance:
    episode = step.standing.episode
    assert episode is not None
    told = replace(episode, mailed_value=reading.figure.value, generation=generation)
    return replace(step, standing=replace(step.standing, episode=told))
