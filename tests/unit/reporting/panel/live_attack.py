"""What a reader of the public's live pages can work out by holding one against another.

``python -m tests.unit.reporting.panel.live_attack 25``: of so many random years, the small counts
that the pages of the indicators of a panel tell together, each page protected by itself.
"""

import asyncio
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

from tests.unit.reporting.in_memory import FORCE
from tests.unit.reporting.panel.held import holding
from tests.unit.reporting.panel.test_panel import AT, DISPARITY, YEAR
from tests.unit.reporting.panel.test_panel_attack import (
    AREAS,
    TOTAL,
    UNSTATED,
    Attack,
    Cell,
    counted,
    searches_of,
)
from tests.unit.reporting.readers import Shelf

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_measures.disclosure.small_numbers import PUBLIC
from oversight_reporting.figures.inputs import ReportInputs
from oversight_reporting.figures.monthly_counts import MonthlyCounts
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import rows_of
from oversight_reporting.query.reader import Reader
from oversight_reporting.web.live import Live

# What a row of each indicator tells of its group: all, or the hits and those that they are of.
TELLS = {
    "stop-search.searches": ("all",),
    DISPARITY: ("all",),
    "stop-search.section-60": ("s60",),
    "stop-search.vehicle-only": ("vehicle",),
    "stop-search.positive-outcome": ("positive", "known", "unknown"),
    "stop-search.arrest": ("arrest", "known", "unknown"),
}
ROOT = Path(__file__).parents[4]


class Watched(Reader):
    """A reader whose answers are kept, as somebody would who saves each page."""

    answers: list[ReportInputs]

    async def ask_all(self, *given: object, **named: object) -> ReportInputs:
        found = await super().ask_all(*given, **named)  # type: ignore[arg-type]
        self.answers.append(found)
        return found


async def told_by_pages(catalogue: Catalogue, reader: Watched, areas: Iterable[str]) -> set[Cell]:
    """The counts of the year that the pages tell: of the force, and of all searches by area."""
    reader.answers = []
    live = Live(catalogue, reader)
    for query in _pages(catalogue, areas):
        await live.page(query)
    return {cell for each in reader.answers for cell in _told(each)}


def _pages(catalogue: Catalogue, areas: Iterable[str]) -> Iterator[FigureQuery]:
    for name in TELLS:
        indicator = catalogue.indicators[name]
        basis = "census-2021" if indicator.over_residents else None
        for area in (WHOLE_FORCE, *areas) if TELLS[name] == ("all",) else (WHOLE_FORCE,):
            for by in (("ethnicity",), ()):
                if by or not indicator.reference_group:
                    yield FigureQuery(indicator, FORCE, area, YEAR, by, basis)


def _told(answer: ReportInputs) -> Iterator[Cell]:
    for query, found in answer.results.items():
        of_year = query.period == YEAR and query.every is None
        if not of_year or isinstance(query, MonthlyCounts):
            continue
        (table,) = found.tables
        kinds = TELLS[query.indicator.id] if query.area == WHOLE_FORCE else (query.area,)
        if table.not_stated is not None:
            # Of a share all that it could be of are told, those not known among them.
            whole = kinds[0] if len(kinds) == 1 else "all"
            yield from ((group, whole) for group in (UNSTATED, TOTAL))
        for row in rows_of(table):
            if row.suppressed or row.figure is None:
                continue
            group = row.breakdown.get("ethnicity", TOTAL)
            yield from ((group, kind) for kind in kinds)


async def attacked(catalogue: Catalogue, seed: int, areas: Iterable[str]) -> dict[Cell, int]:
    """How far apart the bounds of each small count of a random year are."""
    held = list(searches_of(Random(seed)))
    repository = holding(catalogue, held, AT)
    reader = Watched(catalogue, repository, "public", Shelf())  # type: ignore[arg-type]
    truth = counted(held)
    told = await told_by_pages(catalogue, reader, areas)
    read = {cell for cell in told if cell in truth}
    attack = Attack(truth, read)
    return {cell: attack.width(cell) for cell, count in truth.items() if PUBLIC.small(count)}


def line(catalogue: Catalogue, years: Iterable[int], areas: Iterable[str] = ()) -> str:
    """How many small counts there are, and how many are found or bounded tighter than the width."""
    widths = Counter[int]()
    for seed in years:
        widths.update(asyncio.run(attacked(catalogue, seed, areas)).values())
    close = {width: widths[width] for width in range(PUBLIC.width)}
    return (
        f"{widths.total()} small counts: {close[0]} recovered, {sum(close.values())} closer than "
        f"{PUBLIC.width}\n"
    )


if __name__ == "__main__":
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    shipped = load_catalogue(ROOT / "shared" / "definitions")
    sys.stdout.write(f"pages of the force: {line(shipped, range(many))}")
    sys.stdout.write(f"and of its areas: {line(shipped, range(many), list(AREAS))}")
