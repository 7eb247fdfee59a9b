"""Adjacent months of real records: how many of their changes are called more than chance."""

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
from oversight_measures.significance import Verdict
from oversight_measures.spread.local import spread_from_piece_to_piece
from oversight_measures.spread.observed import Kind, Observed

FOLDERS = {
    "West Midlands": "west-midlands-stop-search",
    "Staffordshire": "other-forces-stop-search/staffordshire",
    "West Yorkshire": "other-forces-stop-search/west-yorkshire",
}
# A surge under section 60: its months differ from their neighbours for a reason.
SURGE = Period(date(2019, 3, 1), date(2019, 6, 1))
POSITIVE = ("A no further action disposal", "Nothing found - no further action")
COLUMNS = ("force", "series", "dispersion", "pairs", "called", "in the surge")


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


def _compared(month: Observed) -> Compared:
    return Compared(period_of(month.day, Every.MONTH), int(month.hits), month.of)


def rows(data: Path) -> Iterator[list[str]]:
    """A row for each force and series, and the whole."""
    outside, beyond = 0, 0
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
            ]
    yield ["all", "", "", f"{outside}", f"{beyond} ({beyond / outside:.0%})", ""]


def in_surge(force: str, day: date) -> bool:
    """True of a month whose change is into, within or out of the surge."""
    return force == "West Midlands" and SURGE.start <= day <= SURGE.end
