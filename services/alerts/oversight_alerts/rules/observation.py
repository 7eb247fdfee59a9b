"""The observation of a rule on one series: a figure over a window, and its verdict. Pure."""

from dataclasses import dataclass

from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.rules.verdict import Verdict, has_recovered, judge
from oversight_contracts.definitions.models.rules import Rule
from oversight_contracts.figures.figure import Figure
from oversight_contracts.windows import BucketRange


@dataclass(frozen=True)
class Observation:
    """One figure as a rule observes it.

    ``sample`` is what the rule's minimum is held against: the denominator of a share, the number
    counted otherwise, the searches (say) of both groups of a disparity. ``reference`` is the
    figure of a disparity's reference group; ``not_stated`` how many of all have no group stated.
    """

    series: RuleSeries
    window: BucketRange
    figure: Figure
    sample: int
    verdict: Verdict
    recovered: bool
    reference: Figure | None = None
    not_stated: tuple[int, int] | None = None


def observation_of(
    rule: Rule,
    series: RuleSeries,
    window: BucketRange,
    found: Figure,
    sample: int,
    counted: bool = False,
) -> Observation:
    """The observation of a figure; ``counted`` says that it is how many, not what share."""
    verdict = judge(rule, found, sample, counted)
    recovered = not verdict.silent and has_recovered(rule, found)
    return Observation(series, window, found, sample, verdict, recovered)
