"""The verdict of a rule on one figure. Pure."""

from enum import StrEnum
from fractions import Fraction

from oversight_contracts.definitions.models.rules import Rule
from oversight_contracts.figures.figure import Figure


class Verdict(StrEnum):
    """The verdict of a rule on one figure. The last five are silence: they change nothing."""

    BROKEN = "broken"
    WITHIN_LIMIT = "within-limit"
    NOT_CERTAIN = "not-certain"
    BELOW_MINIMUM = "below-minimum"
    NO_VALUE = "no-value"
    RECORDS_MISSING = "records-missing"
    NOT_RECORDED = "not-recorded"
    FEED_SILENT = "feed-silent"

    @property
    def silent(self) -> bool:
        """True where too little is known to say anything."""
        return self in (
            *(Verdict.BELOW_MINIMUM, Verdict.NO_VALUE),
            *(Verdict.RECORDS_MISSING, Verdict.NOT_RECORDED, Verdict.FEED_SILENT),
        )


def judge(rule: Rule, found: Figure, sample: int, counted: bool) -> Verdict:
    """The verdict on a figure; ``counted`` says that it is how many, not what share."""
    if found.value is None:
        return Verdict.NO_VALUE
    broken = past(rule, found.value, Fraction(rule.threshold))
    # A count is its own sample: a surge that fell to nothing is over, not unknown.
    if sample < rule.minimum and (broken or not counted):
        return Verdict.BELOW_MINIMUM
    if not broken:
        return Verdict.WITHIN_LIMIT
    if rule.certain and not _certain(rule, found):
        return Verdict.NOT_CERTAIN
    return Verdict.BROKEN


def _certain(rule: Rule, found: Figure) -> bool:
    # A bound that does not exist is past nothing.
    nearest = found.interval.lower if rule.direction > 0 else found.interval.upper
    return nearest is not None and past(rule, Fraction(nearest), Fraction(rule.threshold))


def has_recovered(rule: Rule, found: Figure) -> bool:
    """True where an open episode may resolve: past ``resolve_at``, else back within the limit."""
    assert found.value is not None
    if rule.resolve_at is None:
        # The interval guards the opening only: an open episode waits for the value itself.
        return not past(rule, found.value, Fraction(rule.threshold))
    return past(rule, Fraction(rule.resolve_at), found.value)


def past(rule: Rule, value: Fraction, limit: Fraction) -> bool:
    """True where ``value`` lies on the broken side of ``limit``, and not on it."""
    return rule.direction * (value - limit) > 0
