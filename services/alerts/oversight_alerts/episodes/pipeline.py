"""The stages of an alert, in their order; ``_decide`` is the first three of one series.

==============  ==========================================  =======================================
stage           what it answers                             where
==============  ==========================================  =======================================
evaluate        what each rule observes, and its verdict    ``rules.observe``, ``rules.builtin``
mute            whether a silence covers the series         ``episodes.silences``
deduplicate     the transition, and whether to notify of    ``episodes.lifecycle``,
                it or the named reason why not              ``episodes.deduplicate``
record          episode, history and outboxes, in one       ``worker.recorder``
                transaction
group           what of a thread is told now, and how       ``threads.plan``,
                often                                       ``worker.thread_writer``
deliver         until it is taken                           ``worker.email_sender``
==============  ==========================================  =======================================
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from oversight_alerts.episodes.deduplicate import decide
from oversight_alerts.episodes.lifecycle import (
    Advance,
    AlertState,
    EvaluationContext,
    NoTransition,
    Transition,
    advance,
)
from oversight_alerts.episodes.silences import Silence, silenced
from oversight_alerts.episodes.skip_reason import SkipReason
from oversight_alerts.projection.reconciliations import ReconciledHours
from oversight_alerts.rules.builtin import observe_builtin
from oversight_alerts.rules.feeds.inhibition import ALL_WELL, SilentFeeds
from oversight_alerts.rules.feeds.stalls import FeedStall
from oversight_alerts.rules.feeds.troubles import FeedState
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.observe import observe
from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.rules.totals import Totals
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import Rule

SeriesState = Literal["well", "mute", "open", "acknowledged"]


@dataclass(frozen=True)
class RecordedState:
    """The recorded state: of each series, the silences, the generation last evaluated.

    ``on_trial`` are the rules, each with a force, that have no back-test on record; ``stalls`` of
    feeds are over.
    """

    states: Mapping[RuleSeries, AlertState]
    silences: Sequence[Silence]
    evaluated: int | None = None
    on_trial: frozenset[tuple[str, str]] = frozenset()
    stalls: Sequence[FeedStall] = ()


@dataclass(frozen=True)
class Decision:
    """One series evaluated: its state before, what became of it, and what is notified of it."""

    rule: Rule
    observation: Observation
    before: AlertState
    step: Advance
    notification: Transition | SkipReason
    silenced: bool

    @property
    def transition(self) -> Transition | None:
        """The transition made, if any."""
        return None if isinstance(self.step.outcome, NoTransition) else self.step.outcome

    @property
    def notified(self) -> Transition | None:
        """The transition that an e-mail tells of, if any."""
        return None if isinstance(self.notification, SkipReason) else self.notification

    @property
    def state(self) -> SeriesState:
        """How the series stands: an alert that lasts, mute, or well."""
        episode = self.step.state.episode
        if episode is not None and episode.state != "resolved":
            return episode.state
        return "mute" if self.observation.verdict.silent else "well"

    @property
    def has_changes(self) -> bool:
        """True where there is anything to record."""
        return self.before != self.step.state or self.notified is not None


def evaluate(
    catalogue: Catalogue,
    totals: Totals,
    recorded: RecordedState,
    generation: int,
    now: datetime,
    new_id: Callable[[], str],
    silent: SilentFeeds = ALL_WELL,
) -> Iterator[Decision]:
    """Take every series of every rule through the stages."""
    for rule in catalogue.rules.values():
        for observation in observe(catalogue, rule, totals, now, silent):
            if (rule.id, observation.series.force) in recorded.on_trial:
                observation = observation.on_trial()
            yield _decide(rule, observation, recorded, generation, now, new_id)


def evaluate_hours(
    hours: ReconciledHours,
    feeds: Sequence[FeedState],
    recorded: RecordedState,
    generation: int,
    now: datetime,
    new_id: Callable[[], str],
) -> Iterator[Decision]:
    """Take every source through the stages, by the rules that ship with the service."""
    # Hours belong to no generation of totals: nothing of them is recomputed.
    for rule, observation in observe_builtin(hours, feeds, now):
        yield _decide(rule, observation, replace(recorded, evaluated=None), generation, now, new_id)


def withdrawn(
    recorded: RecordedState, decisions: Sequence[Decision]
) -> Iterator[tuple[RuleSeries, AlertState]]:
    """The states of series whose rule or area is no longer there."""
    seen = {decision.observation.series for decision in decisions}
    return ((series, each) for series, each in recorded.states.items() if series not in seen)


def _decide(
    rule: Rule,
    observation: Observation,
    recorded: RecordedState,
    generation: int,
    now: datetime,
    new_id: Callable[[], str],
) -> Decision:
    before = recorded.states.get(observation.series, AlertState())
    muted = silenced(recorded.silences, observation.series, now)
    recomputed = recorded.evaluated not in (None, generation)
    context = EvaluationContext(now, generation, muted, recomputed)
    step = advance(rule, observation, before, context, new_id)
    notification = decide(before, step, context)
    if _measured_from(notification, step):
        step = _mark_notified(step, observation, generation)
    return Decision(rule, observation, before, step, notification, muted)


def _measured_from(notification: Transition | SkipReason, step: Advance) -> bool:
    """True where getting worse is measured from this figure on."""
    if notification is SkipReason.RECOMPUTED:
        return step.outcome == "opened"
    return not isinstance(notification, SkipReason) and notification != "resolved"


def _mark_notified(step: Advance, observation: Observation, generation: int) -> Advance:
    episode = step.state.episode
    assert episode is not None
    value = observation.figure.value
    notified = replace(episode, last_notified_value=value, generation=generation)
    return replace(step, state=replace(step.state, episode=notified))
