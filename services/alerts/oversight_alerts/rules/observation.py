"""The observation of a rule on one series: a figure over a window, and its verdict. Pure."""

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import NamedTuple

from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.definitions.baselines import Baseline
from oversight_contracts.definitions.models.rules import BuiltinRule
from oversight_contracts.detection import Volumes
from oversight_contracts.figures.figure import Figure
from oversight_contracts.windows import BucketRange
from oversight_measures.periods.stretches import Stretches

# What is said of a rule on trial.
NO_BACKTEST = "no back-test on record"


class Found(NamedTuple):
    """A figure, the sample it stands on, and what stands beside it.

    ``reference`` is the figure of a disparity's reference group; ``not_stated`` how many of all
    have no group stated. ``untold`` says why there is no figure although there are records.
    """

    figure: Figure
    sample: int
    reference: Figure | None = None
    not_stated: tuple[int, int] | None = None
    untold: str = ""


class Spell(NamedTuple):
    """From the bucket at which a detector opened to that at which all was well again.

    ``began`` is the bucket in which it most likely began. ``ended`` is None while it lasts.
    """

    began: str
    opened: str
    ended: str | None


class Usual(NamedTuple):
    """What is usual of a series: its value in the baseline."""

    value: Fraction
    baseline: Baseline


class PathPoint(NamedTuple):
    """One bucket of a chart: its first day, and the figure of it alone (or of its window)."""

    bucket: str
    value: Fraction | None


@dataclass(frozen=True)
class Observation:
    """One figure as a rule observes it.

    ``sample`` is what the rule's minimum is held against: the denominator of a share, the number
    counted otherwise. ``reference`` and ``not_stated`` are as in ``Found``.
    ``missing`` are the days of the window whose records are missing or do not state what is
    counted; ``lacks`` says so in words, also of single hours. ``untold`` says why there is no
    figure although there are records; ``mute`` why the rule cannot speak at all.
    ``tried`` is the verdict of a rule on trial, which opens nothing.
    ``limit`` is what the figure is held against; ``usual`` the baseline it drifts from; ``cause``
    says by which rule of a process chart it is a special cause. ``spells``
    are the detector's, as the totals stand now; ``first`` and ``bucket`` are the first and the last
    bucket that it judged, ``too_few`` those whose sample was below the rule's minimum. ``volumes``
    are those before the window, or of the baseline.
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
    mute: str = ""
    limit: Fraction | None = None
    usual: Usual | None = None
    cause: str = ""
    first: str | None = None
    bucket: str | None = None
    spells: tuple[Spell, ...] = ()
    too_few: frozenset[str] = field(default=frozenset(), compare=False)
    path: tuple[PathPoint, ...] = field(default=(), compare=False)
    volumes: Volumes | None = None
    tried: Verdict | None = None

    @property
    def spell(self) -> Spell | None:
        """The spell that lasts, if any."""
        last = self.spells[-1] if self.spells else None
        return last if last is not None and last.ended is None else None

    @property
    def began(self) -> str | None:
        """The bucket in which what lasts most likely began."""
        return self.spell.began if self.spell else None

    def stood_at(self, bucket: str) -> bool:
        """True where the rule is found broken at a bucket, as the totals stand now."""
        return any(
            each.opened <= bucket and (each.ended is None or bucket < each.ended)
            for each in self.spells
        )

    @property
    def why_silent(self) -> str:
        """Why nothing can be said, in words; empty where something can."""
        return self.mute or self.untold or self.lacks

    def lacking(self, missing: Stretches, words: str) -> "Observation":
        """The same of a window that lacks records: nothing is judged; ``words`` say which."""
        return self._not_judged(Verdict.RECORDS_MISSING, words, missing)

    def feed_silent(self, words: str) -> "Observation":
        """The same while a feed that it stands on has stopped; ``words`` say which, if any."""
        return self._not_judged(Verdict.FEED_SILENT, words, self.missing)

    def on_trial(self) -> "Observation":
        """The same by a rule without a back-test on record: it is shown, and changes nothing."""
        # Its minimum may be what was changed.
        if self.verdict.silent and self.verdict is not Verdict.BELOW_MINIMUM:
            return self
        judged = self._not_judged(Verdict.NO_BACKTEST, NO_BACKTEST, self.missing)
        return replace(judged, tried=self.verdict)

    def _not_judged(self, verdict: Verdict, words: str, missing: Stretches) -> "Observation":
        if not words:
            return self
        silent = replace(self, missing=missing, lacks=words, untold="", mute="")
        return replace(silent, verdict=verdict, recovered=False)

    def not_recorded(self, why: str) -> "Observation":
        """The same where records say nothing of it: a figure of nothing is no zero to be judged."""
        if not why:
            return self
        return replace(self, verdict=Verdict.NOT_RECORDED, recovered=False, untold=why)


def observation_of(
    rule: BuiltinRule,
    series: RuleSeries,
    window: BucketRange,
    figure: Figure,
    sample: int,
) -> Observation:
    """The observation of a number by a rule that ships with the service: above it is broken."""
    threshold = Fraction(rule.threshold)
    broken = figure.value is not None and figure.value > threshold
    verdict = Verdict.BROKEN if broken else Verdict.WITHIN_LIMIT
    if figure.value is None:
        verdict = Verdict.NO_VALUE
    # A count is its own sample: a silence that fell to nothing is over, not unknown.
    elif broken and sample < rule.minimum:
        verdict = Verdict.BELOW_MINIMUM
    recovered = verdict is Verdict.WITHIN_LIMIT
    return Observation(series, window, figure, sample, verdict, recovered, limit=threshold)
