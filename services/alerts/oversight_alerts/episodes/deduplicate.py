"""The deduplicate stage: the transition to notify of, or the named reason why of none."""

from typing import Literal

from oversight_alerts.episodes.lifecycle import (
    Advance,
    AlertState,
    Episode,
    EvaluationContext,
    NoTransition,
    Transition,
)
from oversight_alerts.episodes.skip_reason import SkipReason


def decide(
    before: AlertState, step: Advance, context: EvaluationContext
) -> Transition | SkipReason:
    """The transition to tell of, or why there is no e-mail.

    An opening under a silence is put off, and told once the silence ends if it is still broken.
    What comes from recomputing alone is shown and not told.
    """
    silenced = context.silenced
    if step.outcome is NoTransition.NOT_ANNOUNCED:
        return _deferred_opening(before.episode, silenced)
    if isinstance(step.outcome, NoTransition):
        return SkipReason.NO_TRANSITION
    kind: Literal["broken", "recovered"] = "recovered" if step.outcome == "resolved" else "broken"
    if context.bypasses_hold_time(before.pending, kind):
        return SkipReason.RECOMPUTED
    if step.outcome == "resolved":
        return _resolved(before.episode, silenced)
    return SkipReason.SILENCED if silenced else step.outcome


def _resolved(episode: Episode | None, silenced: bool) -> Transition | SkipReason:
    # To be told that something ended of which one never heard is noise.
    if episode is None or episode.last_notified_value is None:
        return SkipReason.NEVER_ANNOUNCED
    return SkipReason.SILENCED if silenced else "resolved"


def _deferred_opening(episode: Episode | None, silenced: bool) -> Transition | SkipReason:
    if silenced:
        return SkipReason.SILENCED
    if episode is not None and episode.state == "acknowledged":
        return SkipReason.ACKNOWLEDGED
    return "opened"
