"""Why nobody is notified of a transition."""

from enum import StrEnum


class SkipReason(StrEnum):
    """The reason, as it is stored beside the transition."""

    SILENCED = "silenced"
    NEVER_ANNOUNCED = "opening-never-announced"
    ACKNOWLEDGED = "acknowledged-before-announced"
    ACKNOWLEDGEMENT = "acknowledgement"
    RULE_WITHDRAWN = "rule-withdrawn"
    RECOMPUTED = "recomputed"
    RESTORED = "published-before-a-restore"
    ALREADY_OVER = "already-over"
    OTHERS_LAST = "others-of-the-thread-last"
    FOLLOW_UP = "told-with-the-follow-up"
    THREAD_LIMIT = "limit-of-the-thread"
    DAY_LIMIT = "limit-of-the-day"
    NO_TRANSITION = "no-transition"
