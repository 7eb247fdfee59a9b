"""Episodes: how a rule broken on a series opens, worsens, is acknowledged and resolves. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from oversight_alerts.rules.observe import Observation
from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.rules.verdict import Verdict, direction
from oversight_contracts.definitions.models.rules import Rule

State = Literal["open", "acknowledged", "resolved"]
Transition = Literal["opened", "worsened", "resolved", "acknowledged"]


@dataclass(frozen=True)
class Episode:
    """A rule broken on a series. ``revision`` counts its transitions, from 1.

    ``mailed_value`` is the value in the last e-mail that told of it, None until one did;
    ``generation`` is the generation of totals that value belongs to.
    """

    id: str
    watch: RuleSeries
    revision: int
    state: State
    opened_at: datetime
    changed_at: datetime
    generation: int
    mailed_value: Fraction | None = None
    resolved_at: datetime | None = None
    acknowledged_by: str | None = None


@dataclass(frozen=True)
class PendingSince:
    """Since when a figure has been broken (or recovered) without a break, for a rule's ``for``."""

    kind: Literal["broken", "recovered"]
    since: datetime


class NoTransition(StrEnum):
    """Why a watch made no transition."""

    BELOW_MINIMUM = "below-minimum"
    NO_VALUE = "no-value"
    WITHIN_LIMIT = "within-limit"
    NOT_CERTAIN = "not-certain"
    BROKEN_TOO_SHORT = "broken-not-long-enough"
    RECOVERED_TOO_SHORT = "recovered-not-long-enough"
    NOT_WORSE_ENOUGH = "not-worse-enough"
    NOT_RECOVERED = "not-past-resolve-at"
    NOT_ANNOUNCED = "opening-not-announced-yet"
    RECOMPUTED = "recomputed"
    SILENCED = "silenced"


@dataclass(frozen=True)
class AlertState:
    """Where a watch stands: its unresolved episode and its hold, if any."""

    episode: Episode | None = None
    hold: PendingSince | None = None


@dataclass(frozen=True)
class EvaluationContext:
    """When and over what a watch is looked at; ``silenced`` says that nobody wants mail of it.

    ``recomputed`` says that it is the first look at a new generation of totals: what is other than
    before need not have happened since.
    """

    now: datetime
    generation: int
    silenced: bool = False
    recomputed: bool = False

    def stands_at_once(
        self, hold: "PendingSince | None", kind: Literal["broken", "recovered"]
    ) -> bool:
        """Whether a change of verdict comes from recomputing, so that ``for`` measures nothing."""
        return self.recomputed and (hold is None or hold.kind != kind)


@dataclass(frozen=True)
class Advance:
    """What became of a watch: a transition, or the reason why there is none."""

    standing: AlertState
    outcome: Transition | NoTransition


def advance(
    rule: Rule,
    reading: Observation,
    before: AlertState,
    moment: EvaluationContext,
    new_id: Callable[[], str],
) -> Advance:
    """The next step of a watch.

    Below the minimum, or without a value, nothing is known: an episode neither worsens nor
    resolves, and a hold begins anew.
    """
    if reading.verdict.silent:
        return Advance(AlertState(before.episode), NoTransition(reading.verdict.value))
    if before.episode is None:
        return _closed(rule, reading, before.hold, moment, new_id)
    return _open(rule, reading, before.episode, before.hold, moment)


def acknowledge(episode: Episode, who: str, now: datetime) -> Episode:
    """The episode as ``who`` took it on; unchanged where somebody did before.

    Raises ``ValueError`` when it is resolved.
    """
    if episode.state == "resolved":
        raise ValueError(f"episode {episode.id} is resolved")
    if episode.state == "acknowledged":
        return episode
    return replace(_moved(episode, now), state="acknowledged", acknowledged_by=who)


def resolve(episode: Episode, now: datetime) -> Episode:
    """The episode at its end."""
    return replace(_moved(episode, now), state="resolved", resolved_at=now)


def _closed(
    rule: Rule,
    reading: Observation,
    hold: PendingSince | None,
    moment: EvaluationContext,
    new_id: Callable[[], str],
) -> Advance:
    if reading.verdict is not Verdict.BROKEN:
        return Advance(AlertState(), NoTransition(reading.verdict.value))
    at_once = moment.stands_at_once(hold, "broken")
    hold = _held("broken", hold, moment.now)
    if moment.now - hold.since < rule.hold and not at_once:
        return Advance(AlertState(None, hold), NoTransition.BROKEN_TOO_SHORT)
    now = moment.now
    episode = Episode(new_id(), reading.watch, 1, "open", now, now, moment.generation)
    return Advance(AlertState(episode), "opened")


def _open(
    rule: Rule,
    reading: Observation,
    episode: Episode,
    hold: PendingSince | None,
    moment: EvaluationContext,
) -> Advance:
    if not reading.recovered:
        return _still_open(rule, reading, episode, moment)
    at_once = moment.stands_at_once(hold, "recovered")
    hold = _held("recovered", hold, moment.now)
    if moment.now - hold.since < rule.hold and not at_once:
        return Advance(AlertState(episode, hold), NoTransition.RECOVERED_TOO_SHORT)
    return Advance(AlertState(resolve(episode, moment.now)), "resolved")


def _still_open(
    rule: Rule, reading: Observation, episode: Episode, moment: EvaluationContext
) -> Advance:
    if reading.verdict is not Verdict.BROKEN:
        return Advance(AlertState(episode), NoTransition.NOT_RECOVERED)
    if episode.mailed_value is None:
        return Advance(AlertState(episode), NoTransition.NOT_ANNOUNCED)
    if episode.generation != moment.generation:
        return Advance(
            AlertState(_rebased(rule, reading, episode, moment)), NoTransition.RECOMPUTED
        )
    if not _worse(rule, reading, episode.mailed_value):
        return Advance(AlertState(episode), NoTransition.NOT_WORSE_ENOUGH)
    if moment.silenced:
        # Measured from the last e-mail, so it is told once the silence ends, if still so.
        return Advance(AlertState(episode), NoTransition.SILENCED)
    return Advance(AlertState(_moved(episode, moment.now)), "worsened")


def _worse(rule: Rule, reading: Observation, than: Fraction) -> bool:
    assert reading.figure.value is not None
    change = direction(rule) * (reading.figure.value - than)
    return rule.worse_by is not None and change >= Fraction(rule.worse_by)


def _rebased(
    rule: Rule, reading: Observation, episode: Episode, moment: EvaluationContext
) -> Episode:
    """A value of another generation is no measure of getting worse: take the worse of the two."""
    assert reading.figure.value is not None
    assert episode.mailed_value is not None
    worse = max if direction(rule) > 0 else min
    value = worse(reading.figure.value, episode.mailed_value)
    return replace(episode, mailed_value=value, generation=moment.generation)


def _moved(episode: Episode, now: datetime) -> Episode:
    return replace(episode, revision=episode.revision + 1, changed_at=now)


def _held(
    kind: Literal["broken", "recovered"], hold: PendingSince | None, now: datetime
) -> PendingSince:
    return hold if hold is not None and hold.kind == kind else PendingSince(kind, now)
