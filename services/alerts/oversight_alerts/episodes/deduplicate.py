"""The deduplicate stage: which step of a watch is told by e-mail, and the reason of each not."""

from enum import StrEnum
from typing import Literal

from oversight_alerts.episodes.lifecycle import (
    Advance,
    AlertState,
    Episode,
    EvaluationContext,
    NoTransition,
    Transition,
)


class SkipReason(StrEnum):
    """Why a transition is told to nobody."""

    SILENCED = "silenced"
    NEVER_ANNOUNCED = "opening-never-announced"
    ACKNOWLEDGED = "acknowledged-before-announced"
    ACKNOWLEDGEMENT = "acknowledgement"
    RULE_WITHDRAWN = "rule-withdrawn"
    RECOMPUTED = "recomputed"
    RESTORED = "published-before-a-restore"
    NO_TRANSITION = "no-transition"


def decide(before: AlertState, step: Advance, moment: EvaluationContext) -> Transition | SkipReason:
    """The transition to tell of, or why there is no e-mail.

    An opening under a silence is put off, and told once the silence ends if it is still broken.
    What comes from recomputing alone is shown and not told.
    """
    silenced = moment.silenced
    if step.outcome is NoTransition.NOT_ANNOUNCED:
        return _put_off(before.episode, silenced)
    if isinstance(step.outcome, NoTransition):
        return SkipReason.NO_TRANSITION
    kind: Literal["broken", "recovered"] = "recovered" if step.outcome == "resolved" else "broken"
    if moment.stands_at_once(before.hold, kind):
        return SkipReason.RECOMPUTED
    if step.outcome == "resolved":
        return _resolved(before.episode, silenced)
    return SkipReason.SILENCED if silenced else step.outcome


def _resolved(episode: Episode | None, silenced: bool) -> Transition | SkipReason:
    # To be told that something ended of which one never heard is noise.
    if episode is None or episode.mailed_value is None:
        return SkipReason.NEVER_ANNOUNCED
    return SkipReason.SILENCED if silenced else "resolved"


def _put_off(episode: Episode | None, silenced: bool) -> Transition | SkipReason:
    if silenced:
        return SkipReason.SILENCED
    if episode is not None and episode.state == "acknowledged":
        return SkipReason.ACKNOWLEDGED
    return "opened"
