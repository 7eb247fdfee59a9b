"""Episodes: how a rule broken on a series opens, worsens, is acknowledged and resolves. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from oversight_alerts.rules.observe import Reading
from oversight_alerts.rules.series import Watch
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
    watch: Watch
    revision: int
    state: State
    opened_at: datetime
    changed_at: datetime
    generation: int
    mailed_value: Fraction | None = None
    resolved_at: datetime | None = None
    acknowledged_by: str | None = None


@dataclass(frozen=True)
class Hold:
    """Since when a figure has been broken (or recovered) without a break, for a rule's ``for``."""

    kind: Literal["broken", "recovered"]
    since: datetime


class Still(StrEnum):
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
class Standing:
    """Where a watch stands: its unresolved episode and its hold, if any."""

    episode: Episode | None = None
    hold: Hold | None = None


@dataclass(frozen=True)
class Moment:
    """When and over what a watch is looked at; ``silenced`` says that nobody wants mail of it.

    ``recomputed`` says that it is the first look at a new generation of totals: what is other than
    before need not have happened since.
    """

    now: datetime
    generation: int
    silenced: bool = False
    recomputed: bool = False

    def stands_at_once(self, hold: "Hold | None", kind: Literal["broken", "recovered"]) -> bool:
        """Whether a change of verdict comes from recomputing, so that ``for`` measures nothing."""
        return self.recomputed and (hold is None or hold.kind != kind)


@dataclass(frozen=True)
class Step:
    """What became of a watch: a transition, or the reason why there is none."""

    standing: Standing
    outcome: Transition | Still


def advance(
    rule: Rule, reading: Reading, before: Standing, moment: Moment, new_id: Callable[[], str]
) -> Step:
    """The next step of a watch.

    Below the minimum, or without a value, nothing is known: an episode neither worsens nor
    resolves, and a hold begins anew.
    """
    if reading.verdict.silent:
        return Step(Standing(before.episode), Still(reading.verdict.value))
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
    rule: Rule, reading: Reading, hold: Hold | None, moment: Moment, new_id: Callable[[], str]
) -> Step:
    if reading.verdict is not Verdict.BROKEN:
        return Step(Standing(), Still(reading.verdict.value))
    at_once = moment.stands_at_once(hold, "broken")
    hold = _held("broken", hold, moment.now)
    if moment.now - hold.since < rule.hold and not at_once:
        return Step(Standing(None, hold), Still.BROKEN_TOO_SHORT)
    now = moment.now
    episode = Episode(new_id(), reading.watch, 1, "open", now, now, moment.generation)
    return Step(Standing(episode), "opened")


def _open(
    rule: Rule, reading: Reading, episode: Episode, hold: Hold | None, moment: Moment
) -> Step:
    if not reading.recovered:
        return _still_open(rule, reading, episode, moment)
    at_once = moment.stands_at_once(hold, "recovered")
    hold = _held("recovered", hold, moment.now)
    if moment.now - hold.since < rule.hold and not at_once:
        return Step(Standing(episode, hold), Still.RECOVERED_TOO_SHORT)
    return Step(Standing(resolve(episode, moment.now)), "resolved")


def _still_open(rule: Rule, reading: Reading, episode: Episode, moment: Moment) -> Step:
    if reading.verdict is not Verdict.BROKEN:
        return Step(Standing(episode), Still.NOT_RECOVERED)
    if episode.mailed_value is None:
        return Step(Standing(episode), Still.NOT_ANNOUNCED)
    if episode.generation != moment.generation:
        return Step(Standing(_rebased(rule, reading, episode, moment)), Still.RECOMPUTED)
    if not _worse(rule, reading, episode.mailed_value):
        return Step(Standing(episode), Still.NOT_WORSE_ENOUGH)
    if moment.silenced:
        # Measured from the last e-mail, so it is told once the silence ends, if still so.
        return Step(Standing(episode), Still.SILENCED)
    return Step(Standing(_moved(episode, moment.now)), "worsened")


def _worse(rule: Rule, reading: Reading, than: Fraction) -> bool:
    assert reading.figure.value is not None
    change = direction(rule) * (reading.figure.value - than)
    return rule.worse_by is not None and change >= Fraction(rule.worse_by)


def _rebased(rule: Rule, reading: Reading, episode: Episode, moment: Moment) -> Episode:
    """A value of another generation is no measure of getting worse: take the worse of the two."""
    assert reading.figure.value is not None
    assert episode.mailed_value is not None
    worse = max if direction(rule) > 0 else min
    value = worse(reading.figure.value, episode.mailed_value)
    return replace(episode, mailed_value=value, generation=moment.generation)


def _moved(episode: Episode, now: datetime) -> Episode:
    return replace(episode, revision=episode.revision + 1, changed_at=now)


def _held(kind: Literal["broken", "recovered"], hold: Hold | None, now: datetime) -> Hold:
    return hold if hold is not None and hold.kind == kind else Hold(kind, now)
