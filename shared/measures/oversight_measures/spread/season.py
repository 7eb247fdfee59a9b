"""The season of a series: what a calendar month (or quarter) has of an average one."""

from collections.abc import Mapping, Sequence

from oversight_measures.periods.period import Every
from oversight_measures.spread.observed import Kind, Observed
from oversight_measures.spread.two_way import Fit, fit, years_back

# The pieces of a year, where a season of them can be told.
CYCLES = {Every.MONTH: 12, Every.QUARTER: 4}
# With fewer years a month's season is half its own noise.
FROM_YEARS = 3
# So many standard errors from the fit is no chance; one piece in so many may be left out for it.
FAR = 3.5
MOST_LEFT_OUT = 6
# The median distance of a normal value from its mean, in standard deviations.
MEDIAN = 0.6745
Season = Mapping[int, float]


def season_of(observed: Sequence[Observed], kind: Kind, grain: Every) -> Season:
    """Return the season by the first month of each piece; empty before three whole years.

    From the fit of calendar month and year: a month's fitted rate (of shares, odds) over the mean
    of all months in one year, so that years of another level do not show as a season. A surge has
    no part in it, or the same month of other years would seem to lie low. Empty too where a month
    never had an event, or nothing else: there is nothing to divide by.
    """
    cycle = CYCLES.get(grain, 0)
    if not cycle or len(observed) < FROM_YEARS * cycle:
        return {}
    found = _without_surges(observed, kind, cycle)
    if found is None or len(set(found.months)) < cycle:
        return {}
    levels: dict[int, dict[int, float]] = {}
    for mean, each in zip(found.means, found.observed, strict=True):
        year = years_back(each, found.observed[-1], cycle)
        levels.setdefault(each.day.month, {})[year] = _level(float(mean), each.of, kind)
    return _factors(levels)


def _without_surges(observed: Sequence[Observed], kind: Kind, cycle: int) -> Fit | None:
    """The fit of all pieces but those that nothing explains, the farthest left out first."""
    known = list(observed)
    for _ in range(len(observed) // MOST_LEFT_OUT):
        found = fit(known, kind, cycle)
        if found is None or (worst := _worst(found)) is None:
            return found
        if sum(month == found.months[worst] for month in found.months) < FROM_YEARS:
            return found
        known.remove(found.observed[worst])
    return fit(known, kind, cycle)


def _worst(found: Fit) -> int | None:
    """The piece farthest from the fit; None where it lies no farther than chance lets it.

    By residuals over their own standard error, held against their median: of Poisson's or the
    binomial's variance at least, and as much more as the series has.
    """
    import numpy

    error = numpy.sqrt(numpy.maximum(numpy.diag(found.maker), 0.0))
    told = error > 0.05
    scores = numpy.where(told, abs(found.left) / numpy.where(told, error, 1.0), 0.0)
    usual = max(1.0, float(numpy.median(scores[told])) / MEDIAN) if told.any() else 1.0
    worst = int(scores.argmax())
    return worst if scores[worst] > FAR * usual else None


def _factors(levels: Mapping[int, Mapping[int, float]]) -> Season:
    # A fitted level is a month times a year: months are compared within a year, and any will do.
    every = {year for known in levels.values() for year in known}
    whole = max(levels, key=lambda month: len(levels[month]))
    if levels[whole].keys() != every:
        return {}
    ratios = {
        month: next(level / levels[whole][year] for year, level in sorted(known.items()))
        for month, known in sorted(levels.items())
    }
    overall = sum(ratios.values()) / len(ratios)
    return {month: round(ratio / overall, 6) for month, ratio in ratios.items()}


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
