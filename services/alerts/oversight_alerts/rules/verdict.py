"""The verdict of a rule on one series."""

from enum import StrEnum


class Verdict(StrEnum):
    """The verdict of a rule. Those from ``BELOW_MINIMUM`` on are silence: they change nothing."""

    BROKEN = "broken"
    WITHIN_LIMIT = "within-limit"
    NOT_CERTAIN = "not-certain"
    BELOW_MINIMUM = "below-minimum"
    NO_VALUE = "no-value"
    RECORDS_MISSING = "records-missing"
    NOT_RECORDED = "not-recorded"
    NO_BASELINE = "no-baseline"
    FEED_SILENT = "feed-silent"
    NO_BACKTEST = "no-backtest"

    @property
    def silent(self) -> bool:
        """True where too little is known to say anything."""
        return self not in (Verdict.BROKEN, Verdict.WITHIN_LIMIT, Verdict.NOT_CERTAIN)
