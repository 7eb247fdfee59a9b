"""The observation of a rule on one series: a figure over a window, and its verdict. Pure."""

from dataclasses import dataclass, replace

from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.rules.verdict import Verdict, has_recovered, judge
from oversight_contracts.definitions.models.rules import Rule
from oversight_contracts.figures.figure import Figure
from oversight_contracts.windows import BucketRange
from oversight_measures.periods.stretches import Stretches


@dataclass(frozen=True)
class Observation:
    """One figure as a rule observes it.

    ``sample`` is what the rule's minimum is held against: the denominator of a share, the number
    counted otherwise, the searches (say) of both groups of a disparity. ``reference`` is the
    figure of a disparity's reference group; ``not_stated`` how many of all have no group stated.
    ``missing`` are the days of the window whose records are missing or do not state what is
    counted; ``lacks`` says so in words, also of single hours. ``untold`` says why there is no
    figure although there are records.
    """

    series: RuleSeries
    window: BucketRange
    figure: Figure
    sample: int
    verdict: Verdict
    recovered: bool
    reference: Figure | None = None
    not_stated: tuple[int, int] | None = None
    missing: Stretches = ()
    lacks: str = ""
    untold: str = ""

    def lacking(self, missing: Stretches, words: str) -> "Observation":
        """The same of a window that lacks records: nothing is judged; ``words`` say which."""
        if not words:
            return self
        lacking = replace(self, missing=missing, lacks=words, untold="")
        return replace(lacking, verdict=Verdict.RECORDS_MISSING, recovered=False)

    def not_recorded(self, why: str) -> "Observation":
        """The same where records say nothing of it: a figure of nothing is no zero to be judged."""
        if not why:
            return self
        return replace(self, verdict=Verdict.NOT_RECORDED, recovered=False, untold=why)


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
