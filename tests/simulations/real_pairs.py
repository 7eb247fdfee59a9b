"""Real months on the month before, and on the same of last year: how many changes are called."""

import csv
import gzip
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from oversight_measures.judgement import Compared, judged
from oversight_measures.periods.period import Every, Period, london_day, period_of
from oversight_measures.significance import (
    Method,
    Verdict,
    compare_counts,
    compare_proportions,
    compare_ratios,
)
from oversight_measures.spread.local import spread_from_piece_to_piece
from oversight_measures.spread.observed import Kind, Observed
from oversight_measures.spread.spread import Source, Spread

FOLDERS = {
    "West Midlands": "west-midlands-stop-search",
    "Staffordshire": "other-forces-stop-search/staffordshire",
    "West Yorkshire": "other-forces-stop-search/west-yorkshire",
}
# A surge under section 60: its months differ from their neighbours for a reason.
SURGE = Period(date(2019, 3, 1), date(2019, 6, 1))
POSITIVE = ("A no further action disposal", "Nothing found - no further action")
COLUMNS = (
    *("force", "series", "dispersion", "pairs", "called", "in the surge"),
    *("on last year's", "by neighbours", "as stated", "no verdict"),
)
# What `spreads.yaml` states of the family.
STATED = {
    Kind.COUNT: Spread(12.0, 4, Source.PRIOR, at=1000),
    Kind.SHARE: Spread(2.5, 6, Source.PRIOR, at=2000),
    Kind.RATIO: Spread(2.0, 6, Source.PRIOR, at=1400),
}


class Series(NamedTuple):
    """Months of a figure, as its spread is told by."""

    name: str
    kind: Kind
    months: Sequence[Observed]


@cache
def searches(folder: Path) -> Mapping[date, Counter[str]]:
    """Counts of each London month by what is counted: all, groups, positive, arrests, known."""
    months: dict[date, Counter[str]] = {}
    for path in sorted(folder.glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                day = london_day(datetime.fromisoformat(row["Date"]))
                months.setdefault(day.replace(day=1), Counter()).update(_counted(row))
    return dict(sorted(months.items()))


def _counted(row: Mapping[str, str]) -> Iterator[str]:
    yield "all"
    yield row["Self-defined ethnicity"].partition(" ")[0].partition("/")[0]
    outcome = row["Outcome"]
    if outcome:
        yield "known"
        yield "no action" if outcome in POSITIVE else "positive"
    if outcome == "Arrest":
        yield "arrest"


def series_of(months: Mapping[date, Counter[str]]) -> Iterator[Series]:
    """Everything that the board prints of stop and search."""
    days = {day: period_of(day, Every.MONTH).days for day in months}
    yield Series(
        "searches", Kind.COUNT, [Observed(d, c["all"], days[d]) for d, c in months.items()]
    )
    for group in ("Black", "Asian"):
        yield Series(
            f"{group}:White",
            Kind.RATIO,
            [Observed(d, c[group], c[group] + c["White"]) for d, c in months.items()],
        )
    for name in ("positive", "arrest"):
        yield Series(
            f"{name} outcomes",
            Kind.SHARE,
            [Observed(d, c[name], c["known"]) for d, c in months.items()],
        )


def called(series: Series) -> Iterator[tuple[date, Verdict]]:
    """The verdict of each month on the one before, by the months of the whole series."""
    for before, now in pairwise(series.months):
        verdict = judged(series.months, series.kind, _compared(now), _compared(before))
        assert verdict is not None
        yield now.day, verdict


class LastYear(NamedTuple):
    """Months on the same of last year: how many, and how many are called by which spread."""

    pairs: int = 0
    by_neighbours: int = 0
    by_what_is_stated: int = 0
    no_verdict: int = 0


def called_on_last_year(series: Series) -> LastYear:
    """What would be called by how neighbours of the months to each one's end differ, or by what is
    stated of the family; and how many have no verdict, as it is."""
    found = LastYear()
    for at in range(12, len(series.months)):
        now, before, known = series.months[at], series.months[at - 12], series.months[: at + 1]
        assert (now.day.year - before.day.year, now.day.month) == (1, before.day.month)
        pair = _compared(now), _compared(before)
        local = spread_from_piece_to_piece(known, series.kind)
        verdicts = (
            _tested(series.kind, pair, local),
            _tested(series.kind, pair, STATED[series.kind]),
        )
        found_now = judged(known, series.kind, *pair, STATED[series.kind])
        untold = bool(found_now and found_now.method is Method.UNTOLD_YEARS)
        made = [*(bool(each and each.beyond_chance) for each in verdicts), untold]
        counts = (one + more for one, more in zip(found, (1, *made), strict=True))
        found = LastYear(*counts)
    return found


def _tested(kind: Kind, pair: tuple[Compared, Compared], spread: Spread | None) -> Verdict | None:
    """The test of two months by a spread, as neighbours are tested."""
    assert spread is not None
    (now, before), cases = pair, [each.hits if kind is Kind.COUNT else each.of for each in pair]
    known = spread.at_volume(sum(cases) / 2, kind)
    if kind is Kind.COUNT:
        return compare_counts((now.hits, now.of), (before.hits, before.of), known)
    if kind is Kind.SHARE:
        return compare_proportions((now.hits, now.of), (before.hits, before.of), known)
    one, other = ((each.hits, each.of - each.hits) for each in pair)
    return compare_ratios(one, other, known)


def _compared(month: Observed) -> Compared:
    return Compared(period_of(month.day, Every.MONTH), int(month.hits), month.of)


def rows(data: Path) -> Iterator[list[str]]:
    """A row for each force and series, and the whole."""
    outside, beyond, years = 0, 0, list[LastYear]()
    for force, folder in FOLDERS.items():
        for series in series_of(searches(data / folder)):
            verdicts = list(called(series))
            calm = [v for day, v in verdicts if not in_surge(force, day)]
            surge = [f"{day:%b}" for day, v in verdicts if in_surge(force, day) and v.beyond_chance]
            found = sum(bool(v.beyond_chance) for v in calm)
            outside, beyond = outside + len(calm), beyond + found
            spread = spread_from_piece_to_piece(series.months, series.kind)
            yield [
                *(force, series.name, f"{spread.dispersion:.1f}" if spread else ""),
                *(f"{len(calm)}", f"{found}", ", ".join(surge)),
                *_in_words(called_on_last_year(series)),
            ]
            years.append(called_on_last_year(series))
    whole = LastYear(*(sum(column) for column in zip(*years, strict=True)))
    yield ["all", "", "", f"{outside}", f"{beyond} ({beyond / outside:.0%})", "", *_in_words(whole)]


def _in_words(found: LastYear) -> list[str]:
    return [f"{each}" for each in found] if found.pairs else [""] * len(found)


def in_surge(force: str, day: date) -> bool:
    """True of a month whose change is into, within or out of the surge."""
    return force == "West Midlands" and SURGE.start <= day <= SURGE.end
