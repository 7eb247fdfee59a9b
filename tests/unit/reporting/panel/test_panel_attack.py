"""What a reader of the public's panel can work out of the small counts behind it: none of them.

The attacker knows which counts add up to which, reads every number that some table prints, and
solves for the others in whole numbers. It shares no code with what it attacks.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from tests.unit.reporting.in_memory import FORCE, reader_of
from tests.unit.reporting.panel.held import holding, search
from tests.unit.reporting.panel.test_panel import AT, CODES, DISPARITY, SECTION_60, YEAR

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.records.stop_search import StopSearch
from oversight_measures.disclosure.small_numbers import PUBLIC
from oversight_reporting.model.item_document import GridDocument, PanelDocument
from oversight_reporting.panel.plan import plan_panel

WHITE = "White"
GROUPS = (WHITE, "Asian", "Black", "Mixed")
UNSTATED, TOTAL = "", "total"
AREAS = {"birmingham": "Birmingham", "dudley": "Dudley", "solihull": "Solihull"}
# Of a group: what its searches are divided into, and each part of these.
PARTS = {
    "all": (("s60", "rest of s60"), ("vehicle", "people"), ("known", "unknown"), tuple(AREAS)),
    "known": (("positive", "nothing"),),
    "positive": (("arrest", "other"),),
}
KINDS = tuple(
    dict.fromkeys(["all", *(part for ways in PARTS.values() for way in ways for part in way)])
)
# A group and a kind.
Cell = tuple[str, str]
MOST = 3000


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def searches_of(rng: Random) -> Iterator[StopSearch]:
    """A year of searches of which some groups have few of some kind."""
    for group in (*GROUPS, UNSTATED):
        likely = rng.choice((0.03, 0.2, 0.9))
        for number in range(rng.choice((12, 40, 120)) if group == "Mixed" else 150):
            outcome = rng.choices(("arrest", "caution", "no-further-action", None), (4, 1, 9, 1))[0]
            yield search(
                f"2019-{number % 8 + 4:02}-10T12:00:00Z",
                self_defined_ethnicity=CODES[group],
                area=rng.choices(list(AREAS), (20, 5, 1))[0],
                outcome=outcome,
                search_type="vehicle" if rng.random() < 0.03 else "person",
                **({"legislation": SECTION_60} if rng.random() < likely else {}),
            )


def counted(held: list[StopSearch]) -> dict[Cell, int]:
    """How many there are of each, in truth."""
    found = dict.fromkeys(((g, k) for g in (*GROUPS, UNSTATED, TOTAL) for k in KINDS), 0)
    codes = {code: group for group, code in CODES.items()}
    for each in held:
        known = each.outcome is not None
        positive = known and each.outcome != "no-further-action"
        section_60, vehicle = each.legislation == SECTION_60, each.search_type == "vehicle"
        arrest = each.outcome == "arrest"
        kinds = ["all", each.area, "s60" if section_60 else "rest of s60"]
        kinds += ["vehicle" if vehicle else "people", "known" if known else "unknown"]
        kinds += [] if not known else ["positive" if positive else "nothing"]
        kinds += [] if not positive else ["arrest" if arrest else "other"]
        for kind in kinds:
            found[codes[each.self_defined_ethnicity], kind] += 1
            found[TOTAL, kind] += 1
    return found


def read_from(found: PanelDocument) -> Iterator[Cell]:
    """The counts that some table tells: a ratio those of both its groups, a rate its own two."""
    for table in found.tables:
        yield from _in_table(table)
        if table.title == "Where no ethnicity is stated" and table.description[:4] == "For ":
            yield from ((UNSTATED, "all"), (TOTAL, "all"))
            if "vehicle-only" in table.description:
                yield (UNSTATED, "vehicle")
        for note in table.notes:
            if said := re.match(r"(Section 60|Vehicle-only searches): [\d,]+ searches, of", note):
                kind = "s60" if said[1] == "Section 60" else "vehicle"
                yield from ((UNSTATED, kind), (TOTAL, kind))


def _in_table(table: GridDocument) -> Iterator[Cell]:
    for cell in table.rows:
        if cell.value is None:
            continue
        if table.title == "With and without":
            kind = {
                "All": "all",
                "Without section 60": "rest of s60",
                "Section 60": "s60",
                "Without vehicle-only searches": "people",
                "Vehicle-only searches": "vehicle",
            }[cell.column]
            yield from ((cell.row, kind), (WHITE, kind))
        elif table.title == "Over residents" and cell.column == "Number":
            yield (cell.row, "all")
        elif table.title == "What searches end in":
            groups = (cell.row, WHITE) if "difference" in cell.column else (cell.row,)
            hit = "positive" if cell.column.startswith("Positive") else "arrest"
            yield from ((group, kind) for group in groups for kind in (hit, "known"))
        elif "local authority" in table.title:
            (area,) = [name for name, title in AREAS.items() if title == cell.row] or [""]
            if area:
                group = table.title.split(",")[0]
                yield (group, area)
                if cell.column != "Number":
                    yield (WHITE, area)


class Attack:
    """What is left of each count when all that is read is known."""

    def __init__(self, truth: dict[Cell, int], read: set[Cell]) -> None:
        self._truth, self._read = truth, read
        self._at = {cell: number for number, cell in enumerate(truth)}
        rows = []
        for group in (*GROUPS, UNSTATED, TOTAL):
            for whole, ways in PARTS.items():
                for way in ways:
                    rows.append(self._sum((group, whole), [(group, part) for part in way]))
        for kind in KINDS:
            groups = [(group, kind) for group in (*GROUPS, UNSTATED)]
            rows.append(self._sum((TOTAL, kind), groups))
        self._sums = LinearConstraint(np.array(rows), 0, 0)

    def _sum(self, total: Cell, parts: list[Cell]) -> list[float]:
        row = [0.0] * len(self._at)
        row[self._at[total]] = -1
        for part in parts:
            row[self._at[part]] = 1
        return row

    def width(self, cell: Cell) -> int:
        """How far apart the least and the most are that a count can be."""
        low, high = np.zeros(len(self._at)), np.full(len(self._at), float(MOST))
        for known in self._read:
            low[self._at[known]] = high[self._at[known]] = self._truth[known]
        ends = []
        for sense in (1, -1):
            aim = np.zeros(len(self._at))
            aim[self._at[cell]] = sense
            solution = milp(
                aim,
                integrality=np.ones(len(aim), dtype=int),
                bounds=Bounds(low, high),
                constraints=self._sums,
            )
            assert solution.x is not None, "the truth itself has to be possible"
            ends.append(round(float(solution.x[self._at[cell]])))
        return ends[1] - ends[0]


async def attacked(catalogue: Catalogue, seed: int) -> dict[Cell, int]:
    """How far apart the bounds of each small count of a random year are."""
    held = list(searches_of(Random(seed)))
    plan = plan_panel(catalogue, DISPARITY, FORCE, YEAR, "census-2021")
    reader = reader_of(catalogue, holding(catalogue, held, AT), "public")
    found = plan.document(await reader.ask_all(plan.queries))
    truth, read = counted(held), set(read_from(found))
    attack = Attack(truth, read)
    small = [cell for cell, count in truth.items() if PUBLIC.small(count)]
    return {cell: attack.width(cell) for cell in small}


# Years in which something could be worked out were parts not known as parts.
@pytest.mark.parametrize("seed", [7, 9, 17, 21])
async def test_no_small_count_can_be_worked_out_from_the_panel(
    catalogue: Catalogue, seed: int
) -> None:
    found = await attacked(catalogue, seed)
    assert found
    assert {cell: width for cell, width in found.items() if width < PUBLIC.width} == {}
