"""Episodes: how a rule broken on a series opens, worsens, is acknowledged and resolves. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.definitions.models.rules import Rule

State = Literal["open", "acknowledged", "resolved"]
Transition = Literal["opened", "worsened", "resolved", "acknowledged", "unacknowledged"]


class EndReason(StrEnum):
    """Why an episode ended."""

    RECOVERED = "recovered"
    CORRECTED = "corrected"
    RECOMPUTED = "recomputed"
    FEWER_RECORDS = "fewer-records"
    NO_LONGER_JUDGED = "no-longer-judged"
    RULE_WITHDRAWN = "rule-withdrawn"


# So long an open episode may go without a judgement, before it ends as no longer judged.
EXPIRES = timedelta(days=28)


@dataclass(frozen=True)
class Episode:
    """A rule broken on a series. ``revision`` counts its transitions, from 1.

    ``last_notified_value`` is the value in the last e-mail that told of it, None until one did;
    ``generation`` is the generation of totals that value belongs to. ``bucket`` is the last one
    judged as it opened; ``mute_since`` is since when nothing can be said of it. ``note`` is what
    was said by who took it on.
    """

    id: str
    series: RuleSeries
    revision: int
    state: State
    opened_at: datetime
    changed_at: datetime
    generation: int
    last_notified_value: Fraction | None = None
    resolved_at: datetime | None = None
    acknowledged_by: str | None = None
    note: str | None = None
    bucket: str | None = None
    mute_since: datetime | None = None
    end_reason: EndReason | None = None


@dataclass(frozen=True)
class PendingSince:
    """The start of a pending time: broken (or recovered) without a break, for a rule's ``for``."""

    kind: Literal["broken", "recovered"]
    since: datetime


class NoTransition(StrEnum):
    """Why a series made no transition."""

    BELOW_MINIMUM = "below-minimum"
    NO_VALUE = "no-value"
    RECORDS_MISSING = "records-missing"
    NOT_RECORDED = "not-recorded"
    NO_BASELINE = "no-baseline"
    FEED_SILENT = "feed-silent"
    NO_BACKTEST = "no-backtest"
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
    """The alert state of a series: its unresolved episode and its pending time, if any."""

    episode: Episode | None = None
    pending: PendingSince | None = None


@dataclass(frozen=True)
class EvaluationContext:
    """The circumstances of one evaluation; ``silenced`` says that nobody wants mail of it.

    ``recomputed`` says that it is the first look at a new generation of totals: what is other than
    before need not have happened since.
    """

    now: datetime
    generation: int
    silenced: bool = False
    recomputed: bool = False

    def bypasses_hold_time(
        self, pending: "PendingSince | None", kind: Literal["broken", "recovered"]
    ) -> bool:
        """True where a change of verdict comes from recomputing, so ``for`` measures nothing."""
        return self.recomputed and (pending is None or pending.kind != kind)


@dataclass(frozen=True)
class Advance:
    """The step of a series: a transition, or the reason why there is none."""

    state: AlertState
    outcome: Transition | NoTransition


def advance(
    rule: Rule,
    observation: Observation,
    before: AlertState,
    context: EvaluationContext,
    new_id: Callable[[], str],
) -> Advance:
    """The next step of a series.

    Below the minimum, without a value, where records are missing or do not say it, nothing is
    known: an episode neither worsens nor resolves, and a pending time begins anew. Once nothing
    was known for long, an episode ends as no longer judged; and where a correction leaves too few
    records of its opening, without waiting for that.
    """
    if observation.verdict.silent and not _opened_on_too_few(observation, before.episode):
        return _silent(observation, before.episode, context)
    if before.episode is None:
        return _closed(rule, observation, before.pending, context, new_id)
    return _open(rule, observation, before.episode, before.pending, context)


def acknowledge(episode: Episode, who: str, now: datetime, note: str | None = None) -> Episode:
    """The episode as ``who`` took it on, with a note; unchanged where it was so before.

    Raises ``ValueError`` when it is resolved, or was taken on by another or with another note.
    """
    if episode.state == "resolved":
        raise ValueError(f"episode {episode.id} is resolved")
    if episode.state == "acknowledged":
        if (episode.acknowledged_by, episode.note) != (who, note):
            by = episode.acknowledged_by
            raise ValueError(f"episode {episode.id} was taken on by {by}: take that back first")
        return episode
    taken_on = replace(_revised(episode, now), state="acknowledged")
    return replace(taken_on, acknowledged_by=who, note=note)


def take_back_acknowledgement(episode: Episode, who: str, now: datetime) -> Episode:
    """The episode as nobody took it on, with a note of who took it back; unchanged where none did.

    Raises ``ValueError`` when it is resolved.
    """
    if episode.state == "resolved":
        raise ValueError(f"episode {episode.id} is resolved")
    if episode.state == "open":
        return episode
    taken_back = replace(_revised(episode, now), state="open", acknowledged_by=None)
    return replace(taken_back, note=f"taken back by {who}")


def resolve(episode: Episode, now: datetime, reason: EndReason) -> Episode:
    """The episode at its end."""
    ended = _revised(episode, now)
    return replace(ended, state="resolved", resolved_at=now, end_reason=reason)


def _silent(
    observation: Observation, episode: Episode | None, context: EvaluationContext
) -> Advance:
    why = NoTransition(observation.verdict.value)
    if episode is None:
        return Advance(AlertState(), why)
    since = episode.mute_since or context.now
    if context.now - since < EXPIRES:
        return Advance(AlertState(replace(episode, mute_since=since)), why)
    ended = resolve(episode, context.now, EndReason.NO_LONGER_JUDGED)
    return Advance(AlertState(ended), "resolved")


def _why_over(
    observation: Observation, episode: Episode, context: EvaluationContext
) -> EndReason | None:
    """Why the rule is not broken any more; None where it is, or may be.

    Recovered where the totals still say that it was broken as the episode opened, else corrected;
    fewer records where they are too few now to say so of then.
    """
    bucket, known = episode.bucket, observation.first
    too_few = _opened_on_too_few(observation, episode)
    if not observation.recovered and not too_few:
        return None
    kept = bucket is not None and known is not None and known <= bucket
    if kept and bucket is not None and not observation.stood_at(bucket):
        if context.recomputed:
            return EndReason.RECOMPUTED
        return EndReason.FEWER_RECORDS if too_few else EndReason.CORRECTED
    # Of what was judged before the first bucket that is kept, the figure itself is waited for.
    return EndReason.RECOVERED if kept or observation.verdict is Verdict.WITHIN_LIMIT else None


def _opened_on_too_few(observation: Observation, episode: Episode | None) -> bool:
    """True where what an episode opened on is below the minimum, as the totals stand now.

    Not of a figure that still is broken, nor where records are missing: they may come yet.
    """
    if episode is None or episode.bucket is None or observation.verdict is Verdict.BROKEN:
        return False
    if observation.verdict.silent and observation.verdict is not Verdict.BELOW_MINIMUM:
        return False
    few = episode.bucket in observation.too_few
    return few and not observation.stood_at(episode.bucket)


def _closed(
    rule: Rule,
    observation: Observation,
    pending: PendingSince | None,
    context: EvaluationContext,
    new_id: Callable[[], str],
) -> Advance:
    if observation.verdict is not Verdict.BROKEN:
        return Advance(AlertState(), NoTransition(observation.verdict.value))
    skips_hold = context.bypasses_hold_time(pending, "broken")
    pending = _pending_since("broken", pending, context.now)
    if context.now - pending.since < rule.hold and not skips_hold:
        return Advance(AlertState(None, pending), NoTransition.BROKEN_TOO_SHORT)
    now = context.now
    bucket = observation.bucket
    episode = Episode(
        new_id(), observation.series, 1, "open", now, now, context.generation, bucket=bucket
    )
    return Advance(AlertState(episode), "opened")


def _open(
    rule: Rule,
    observation: Observation,
    episode: Episode,
    pending: PendingSince | None,
    context: EvaluationContext,
) -> Advance:
    episode = replace(episode, mute_since=None)
    reason = _why_over(observation, episode, context)
    if reason is None:
        return _still_open(rule, observation, episode, context)
    skips_hold = context.bypasses_hold_time(pending, "recovered")
    pending = _pending_since("recovered", pending, context.now)
    if context.now - pending.since < rule.hold and not skips_hold:
        return Advance(AlertState(episode, pending), NoTransition.RECOVERED_TOO_SHORT)
    return Advance(AlertState(resolve(episode, context.now, reason)), "resolved")


def _still_open(
    rule: Rule, observation: Observation, episode: Episode, context: EvaluationContext
) -> Advance:
    if observation.verdict is not Verdict.BROKEN:
        return Advance(AlertState(episode), NoTransition.NOT_RECOVERED)
    if episode.last_notified_value is None:
        return Advance(AlertState(episode), NoTransition.NOT_ANNOUNCED)
    if episode.generation != context.generation:
        return Advance(
            AlertState(_rebased(rule, observation, episode, context)), NoTransition.RECOMPUTED
        )
    if not _worse(rule, observation, episode.last_notified_value):
        return Advance(AlertState(episode), NoTransition.NOT_WORSE_ENOUGH)
    if context.silenced:
        # Measured from the last e-mail, so it is told once the silence ends, if still so.
        return Advance(AlertState(episode), NoTransition.SILENCED)
    return Advance(AlertState(_revised(episode, context.now)), "worsened")


def _worse(rule: Rule, observation: Observation, than: Fraction) -> bool:
    assert observation.figure.value is not None
    decision = rule.direction * (observation.figure.value - than)
    return rule.worse_by is not None and decision >= Fraction(rule.worse_by)


def _rebased(
    rule: Rule, observation: Observation, episode: Episode, context: EvaluationContext
) -> Episode:
    """A value of another generation is no measure of getting worse: take the worse of the two."""
    assert observation.figure.value is not None
    assert episode.last_notified_value is not None
    worse = max if rule.direction > 0 else min
    value = worse(observation.figure.value, episode.last_notified_value)
    return replace(episode, last_notified_value=value, generation=context.generation)


def _revised(episode: Episode, now: datetime) -> Episode:
    return replace(episode, revision=episode.revision + 1, changed_at=now)


def _pending_since(
    kind: Literal["broken", "recovered"], pending: PendingSince | None, now: datetime
) -> PendingSince:
    return pending if pending is not None and pending.kind == kind else PendingSince(kind, now)
