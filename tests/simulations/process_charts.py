"""Rules of process charts as they run on forces in which nothing changes: limits from 13 points."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice

from numpy.random import Generator, default_rng
from tests.simulations.rule_sets import DISPERSIONS, Compared, shipped

from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.rules.observe import observe
from oversight_contracts.definitions.models.rules import BaselineRule, IndicatorRule
from oversight_contracts.definitions.spans import YEAR
from oversight_contracts.facts.facts import TotalFact
from oversight_measures.periods.period import DAY, Every, Period, split

FORCE = "west-midlands"
# Since the last break of any of their indicators.
BEGINS, ENDS = date(2020, 4, 1), date(2060, 1, 1)
AFTER = 120
# The cases of a bucket, and the share of hits; of what is open, what came among all that moved.
DRAWN = {
    "victims-satisfaction": (450, 0.75),
    "confidence-in-this-area": (820, 0.75),
    "complaints-backlog": (690, 0.5),
}


def judged_by_first_points(runs: int) -> Iterator[Compared]:
    """Each shipped rule at each dispersion, over so many runs of 13 points and 120 after."""
    for name, (of, share) in DRAWN.items():
        rule = shipped().rules[name]
        assert isinstance(rule, BaselineRule)
        for dispersion in DISPERSIONS:
            generator = default_rng(11)
            begun = sum(_episodes(rule, generator, of, share, dispersion) for _ in range(runs))
            years = runs * AFTER * (rule.length / YEAR)
            stated = YEAR / rule.false_alarm_every
            yield Compared(name, 1, dispersion, stated, begun / years)


def _episodes(
    rule: IndicatorRule, generator: Generator, of: int, share: float, dispersion: float
) -> int:
    """The episodes of one series, as the service finds them."""
    every = Every.QUARTER if rule.bucket == "quarter" else Every.MONTH
    points = islice(split(Period(BEGINS, ENDS), every), rule.minimum + AFTER)
    held, end = TotalsStore(), BEGINS
    for piece in points:
        end = piece.period.end
        held.put([_total(rule, piece.period.start, _hits(generator, of, share, dispersion), of)])
    now = datetime(end.year, end.month, end.day, 12, tzinfo=UTC) + 20 * DAY
    # The last point that is drawn is the last that has records.
    found = next(each for each in observe(shipped(), rule, held, now) if each.series.force == FORCE)
    return len(found.spells)


def _hits(generator: Generator, of: int, share: float, dispersion: float) -> int:
    """Beta-binomial hits whose variance is so many times the binomial's."""
    if dispersion > 1:
        size = (of - 1) / (dispersion - 1) - 1
        share = float(generator.beta(share * size, (1 - share) * size))
    return int(generator.binomial(of, share))


def _total(rule: IndicatorRule, day: date, hits: int, of: int) -> TotalFact:
    # Of what is open, all that moved is divided into what came and what went.
    is_balance = shipped().indicators[rule.indicator].is_balance
    return TotalFact(
        generation=1,
        revision=1,
        indicator=rule.indicator,
        force=FORCE,
        area="force",
        by="",
        bucket=f"{day}",
        n=hits,
        of=of - hits if is_balance else of,
        pending=0,
    )
