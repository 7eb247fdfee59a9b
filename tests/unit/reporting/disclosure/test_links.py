"""Counts of several indicators that are of the same records, or of a part of them."""

from pathlib import Path

import pytest
from tests.unit.reporting.disclosure.test_suppression import asked
from tests.unit.reporting.readers import controlled

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_measures.disclosure.small_numbers import PUBLIC
from oversight_reporting.disclosure.links import links_of
from oversight_reporting.figures.result import RawResult, only_table
from oversight_reporting.model.published_counts import by_what

POSITIVE, ARREST = "stop-search.positive-outcome", "stop-search.arrest"
DISPARITY, SECTION_60 = "stop-search.disparity", "stop-search.section-60"
GROUPS = ("White", "Black", "Asian", "Mixed")
DAY = "2020-01-05"


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def counts(catalogue: Catalogue, name: str, by_group: list[int]) -> RawResult:
    known = {
        (DAY, f"ethnicity={group}"): each for group, each in zip(GROUPS, by_group, strict=True)
    }
    basis = "census-2021" if name == DISPARITY else None
    held = {**known, (DAY, ""): sum(by_group)}
    return asked(catalogue, name, held, by=("ethnicity",), basis=basis)


def test_what_is_left_without_a_part_is_a_count_too(catalogue: Catalogue) -> None:
    everyone = counts(catalogue, DISPARITY, [400, 300, 200, 90])
    section_60 = counts(catalogue, SECTION_60, [40, 298, 30, 20])
    (_, part) = controlled([everyone, section_60], PUBLIC, catalogue.forces).results
    shown = {r.breakdown["ethnicity"]: r.suppressed for r in only_table(part).rows}
    (whole, _) = controlled([everyone, section_60], PUBLIC, catalogue.forces).results
    told = {r.breakdown["ethnicity"]: r.suppressed for r in only_table(whole).rows}
    # 2 Black people were searched otherwise: one of the two numbers is not told, nor what gives it.
    assert shown["Black"] or told["Black"]
    assert sum(shown.values()) + sum(told.values()) >= 2


def test_an_earlier_print_of_whole_and_part_is_remembered_with_what_is_left(
    catalogue: Catalogue,
) -> None:
    """270 are left, as before: 273 less what was left is the 3."""
    before = [
        counts(catalogue, DISPARITY, [400, 300, 200, 90]),
        counts(catalogue, SECTION_60, [40, 30, 30, 20]),
    ]
    now = [
        counts(catalogue, DISPARITY, [400, 273, 200, 90]),
        counts(catalogue, SECTION_60, [40, 3, 30, 20]),
    ]
    told = controlled(before, PUBLIC, catalogue.forces).told
    assert told
    for kept in (told, [each for each in told if each.what[0] != "without"]):
        seen = controlled(now, PUBLIC, catalogue.forces, memory=[by_what(kept)])
        hides = {
            row.breakdown["ethnicity"]
            for each in seen.results
            for row in only_table(each).rows
            if row.suppressed
        }
        everyone = only_table(seen.results[0]).rows
        black = next(row for row in everyone if row.breakdown["ethnicity"] == "Black")
        assert "Black" in hides
        assert black.suppressed


def test_links_are_found_by_the_conditions(catalogue: Catalogue) -> None:
    found = links_of(catalogue.indicators[name] for name in (DISPARITY, SECTION_60, POSITIVE))
    assert [(whole[0], part[1][:40]) for whole, part in found.parts] == [
        ("day", '{"kind":"stop-search","at":"searched_at"')
    ]
    arrests = links_of(catalogue.indicators[name] for name in (DISPARITY, POSITIVE, ARREST))
    assert ((POSITIVE, "hit"), (ARREST, "hit")) in arrests.parts
    assert ((ARREST, "of"), (POSITIVE, "of")) in arrests.same
    # What no panel reads beside one another has no such parts, but the same is the same anywhere.
    apart = links_of(catalogue.indicators[name] for name in (POSITIVE, ARREST))
    assert apart.parts == ()
    assert apart.same
