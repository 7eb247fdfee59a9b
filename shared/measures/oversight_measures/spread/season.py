"""The season of a series: what a calendar month (or quarter) has of an average one."""

from collections.abc import Mapping, Sequence

from oversight_measures.periods.period import Every
from oversight_measures.spread.observed import Kind, Observed
from oversight_measures.spread.two_way import fit

# The pieces of a year, where a season of them can be told.
CYCLES = {Every.MONTH: 12, Every.QUARTER: 4}
# With fewer years a month's season is half its own noise.
FROM_YEARS = 3
Season = Mapping[int, float]


def season_of(observed: Sequence[Observed], kind: Kind, grain: Every) -> Season:
    """Return the season by the first month of each piece; empty before three whole years.

    From the fit of calendar month and year: the mean of a month's fitted rates (of shares, odds)
    over that of all, so that years of another level do not show as a season. Empty too where a
    month never had an event, or nothing else: there is nothing to divide by.
    """
    cycle = CYCLES.get(grain, 0)
    if not cycle or len(observed) < FROM_YEARS * cycle:
        return {}
    found = fit(observed, kind, cycle)
    if found is None or len(set(found.months)) < cycle:
        return {}
    levels: dict[int, list[float]] = {}
    for month, mean, each in zip(found.months, found.means, found.observed, strict=True):
        levels.setdefault(month, []).append(_level(float(mean), each.of, kind))
    by_month = {month: sum(known) / len(known) for month, known in sorted(levels.items())}
    overall = sum(by_month.values()) / cycle
    return {month: round(level / overall, 6) for month, level in by_month.items()}


def adjusted(each: Observed, kind: Kind, season: Season) -> tuple[float, float]:
    """Return hits and days (or cases) of a piece as an average month would have them.

    A month of 1.2 times as many events has 1.2 times its days to have them in; of a month with 1.2
    times the odds of a share the odds are divided by 1.2.
    """
    factor = season.get(each.day.month, 1.0)
    if kind is Kind.COUNT:
        return float(each.hits), each.of * factor
    misses = each.of - each.hits
    if factor == 1.0 or not each.hits or not misses:
        return float(each.hits), float(each.of)
    odds = each.hits / misses / factor
    return each.of * odds / (1 + odds), float(each.of)


def _level(mean: float, of: int, kind: Kind) -> float:
    return mean / of if kind is Kind.COUNT else mean / (of - mean)
