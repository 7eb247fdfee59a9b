"""A disparity from several sides, of searches that are few enough to count by hand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from math import exp, inf, sqrt
from pathlib import Path
from typing import Any

import pytest
from tests.unit.reporting.in_memory import FORCE, InMemory, reader_of
from tests.unit.reporting.panel.held import holding, search

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.reports import Audience
from oversight_contracts.records.statistic import Statistic
from oversight_contracts.records.stop_search import StopSearch
from oversight_measures.disparities.heterogeneity import AreaCounts, variance_between
from oversight_measures.periods.period import Period
from oversight_measures.spread.moving_ranges import degrees_of
from oversight_reporting.figures.query import Refused
from oversight_reporting.model.item_document import GridDocument, PanelDocument
from oversight_reporting.model.published import PublishedFigure
from oversight_reporting.panel.plan import plan_panel

AT = datetime(2020, 4, 2, 9, tzinfo=UTC)
YEAR = Period(date(2019, 4, 1), date(2020, 4, 1))
DISPARITY = "stop-search.disparity"
CODES = {"White": "W1", "Black": "B1", "Asian": "A1", "Mixed": "M1", "": None}
SECTION_60 = "criminal-justice-and-public-order-act-1994-section-60"


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def searches(group: str, count: int, **fields: Any) -> Iterator[StopSearch]:
    """As many searches of a group, spread over the months of the year."""
    for number in range(count):
        year, month = divmod(number % 12 + 3, 12)
        at = f"{2019 + year}-{month + 1:02}-{number % 28 + 1:02}T12:00:00Z"
        yield search(at, self_defined_ethnicity=CODES[group], **fields)


def usual() -> list[StopSearch]:
    return [*searches("White", 480), *searches("Black", 180), *searches("Asian", 120)]


async def panel(
    catalogue: Catalogue,
    held: list[StopSearch] | InMemory,
    basis: str = "census-2021",
    audience: Audience = "board",
) -> PanelDocument:
    repository = held if isinstance(held, InMemory) else holding(catalogue, held, AT)
    plan = plan_panel(catalogue, DISPARITY, FORCE, YEAR, basis)
    inputs = await reader_of(catalogue, repository, audience).ask_all(plan.queries)
    return plan.document(inputs)


def table(found: PanelDocument, title: str) -> GridDocument:
    return next(each for each in found.tables if each.title == title)


def printed(found: GridDocument) -> dict[str, list[str]]:
    """The texts of each row by its heading."""
    cells = iter(found.rows)
    return {line.title: [next(cells).printed for _ in found.columns] for line in found.lines}


def value(found: GridDocument, row: str, column: str) -> float | None:
    return next(c.value for c in found.rows if (c.row, c.column) == (row, column))


async def test_the_same_searches_have_a_ratio_on_each_census_and_between(
    catalogue: Catalogue,
) -> None:
    found = table(await panel(catalogue, usual()), "Over residents")
    between = "Between, on 1 October 2019"
    assert value(found, "Black", "Census 2011") == 180 * 1_919_138 / (480 * 164_069)
    assert value(found, "Black", "Census 2021") == 180 * 1_793_173 / (480 * 236_047)
    # 225,449 and 1,811,721 lie on the lines between both censuses.
    assert value(found, "Black", between) == 180 * 1_811_721 / (480 * 225_449)
    assert value(found, "White", "Census 2011") == 1
    assert printed(found)["Black"][:3] == ["180", "164,069", "4.4 (3.7 to 5.2)"]


async def test_which_way_a_census_errs_is_said_of_both_and_beside_the_reference_group(
    catalogue: Catalogue,
) -> None:
    found = await panel(catalogue, usual())
    said = table(found, "Over residents").description
    assert "faster than the White residents, a census of before the period has too few" in said
    assert "one of after the period too many and it is too low" in said
    assert "where it has grown more slowly it is the other way round" in said
    assert "more searches for its number than the group it is compared with" in found.meaning
    assert "or between two censuses as a straight line has them" in found.meaning


async def test_outside_the_censuses_no_residents_are_made_up(catalogue: Catalogue) -> None:
    later = replace(catalogue, censuses={"census-2011": date(2011, 3, 27)})
    found = table(await panel(later, usual()), "Over residents")
    assert "Between" not in " ".join(found.columns)
    assert any("lies between no two censuses" in note for note in found.notes)


async def test_those_not_stated_give_the_ends_and_vehicles_alone_play_no_part(
    catalogue: Catalogue,
) -> None:
    held = [*usual(), *searches("", 60), *searches("", 24, search_type="vehicle")]
    found = table(await panel(catalogue, held), "Where no ethnicity is stated")
    scale = 1_793_173 / 236_047
    assert value(found, "Black", "If all were White") == pytest.approx(180 / 540 * scale)
    assert value(found, "Black", "If all were of the group") == pytest.approx(240 / 480 * scale)
    assert "For 84 of 864 (9.7%) no group is stated or known, 24 of them vehicle-only" in (
        found.description
    )


async def test_section_60_is_shown_apart_and_taken_out(catalogue: Catalogue) -> None:
    held = [
        *usual(),
        *searches("Black", 90, legislation=SECTION_60),
        *searches("White", 20, legislation=SECTION_60),
    ]
    found = table(await panel(catalogue, held), "With and without")
    scale = 1_793_173 / 236_047
    assert value(found, "Black", "All") == pytest.approx(270 / 500 * scale)
    assert value(found, "Black", "Without section 60") == pytest.approx(180 / 480 * scale)
    assert value(found, "Black", "Section 60") == pytest.approx(90 / 20 * scale)
    assert "Section 60: 110 searches, of which 0 state no group." in found.notes


async def test_areas_are_drawn_together_and_stand_on_a_funnel(catalogue: Catalogue) -> None:
    held = [
        *usual(),
        *searches("White", 60, area="dudley"),
        *searches("Black", 12, area="dudley"),
        *searches("White", 3, area="solihull"),
        *searches("Black", 1, area="solihull"),
    ]
    whole = await panel(catalogue, held)
    found = table(whole, "Black, by local authority")
    rows = printed(found)
    assert rows["Dudley"][:2] == ["12", "6.7 (3.6 to 12.5)"]
    drawn = {row: value(found, row, "Drawn by") for row in rows}
    assert (drawn["Birmingham"] or 0) < (drawn["Dudley"] or 0) < (drawn["Solihull"] or 0)
    # Of seven areas four of six parts at most: that they do not differ is never known.
    assert max(each or 0 for each in drawn.values()) <= 4 / 6
    assert rows["Coventry"][0] == "0"
    assert found.funnel is not None
    # An area of few searches has wide limits, and does not stand apart.
    points = {point.label: point for point in found.funnel.points}
    assert points["Solihull"].place == "as the others"
    assert points["Birmingham"].size == 660
    (said,) = [each for each in found.notes if each.startswith("They differ by more than chance.")]
    # The best guess with its interval: so few places leave it wide.
    guess, low, high = (float(each) for each in re.findall(r"\d\.\d\d", said))
    assert 1 < low < guess < high
    # At most so many lie beyond where none is apart: of seven that do not differ it is 0.5%.
    read = " ".join(each.description for each in whole.tables)
    assert "at most about one of fifteen lies beyond 95%" in read
    assert "hardly any where few are compared that differ little" in read
    # What is expected of each the others alone say.
    assert len({point.centre for point in found.funnel.points}) == len(points)
    # In the order of the definitions: a rank would be chance.
    assert list(rows)[:3] == ["Birmingham", "Coventry", "Dudley"]


async def test_where_no_record_names_an_area_none_is_compared(catalogue: Catalogue) -> None:
    held = [each.model_copy(update={"area": "force"}) for each in usual()]
    found = await panel(catalogue, held)
    assert not any("authority" in each.title for each in found.tables)
    assert "By local authority: no record of the force names one, so none is compared." in (
        found.notes
    )


async def test_forces_with_records_of_the_whole_period_stand_beside_it(
    catalogue: Catalogue,
) -> None:
    others = [
        each.model_copy(update={"force": "staffordshire", "area": "force"})
        for each in (*searches("White", 300), *searches("Black", 60))
    ]
    found = table(await panel(catalogue, [*usual(), *others]), "Black, by force")
    assert list(printed(found)) == ["West Midlands Police", "Staffordshire Police"]
    # Two forces do not tell how much forces differ: no funnel, no mean, and no word on either.
    assert found.columns == ["Number", "Ratio"]
    assert found.funnel is None
    assert any(note.startswith("Fewer than 5 have figures to compare.") for note in found.notes)
    assert "about 0%" not in " ".join(found.notes)


async def test_each_area_has_its_own_spread_and_no_area_that_of_the_force(
    catalogue: Catalogue,
) -> None:
    """The force's months swing, since those of Birmingham do; Dudley's are steady."""
    swinging = [
        *(each for at in range(0, 12, 2) for each in monthly("Black", at, 80, "birmingham")),
        *(each for at in range(1, 12, 2) for each in monthly("Black", at, 5, "birmingham")),
    ]
    steady = [
        each
        for at in range(12)
        for area, white in (("birmingham", 60), ("dudley", 40))
        for each in monthly("White", at, white, area)
    ]
    dudley = [each for at in range(12) for each in monthly("Black", at, 10, "dudley")]
    found = table(
        await panel(catalogue, [*swinging, *steady, *dudley]), "Black, by local authority"
    )
    (note,) = [each for each in found.notes if each.startswith("How many times as much")]
    assert "Dudley 1.0" in note
    assert float(note.split("Birmingham ")[1].split(",")[0]) > 10
    # An area without twelve months of its own has what is stated of such figures.
    assert "the others 2.0, which is typical. Typical is what is stated" in note


async def test_an_area_of_which_nobody_knows_how_much_it_varies_is_not_compared(
    catalogue: Catalogue,
) -> None:
    def people(area: str, group: str) -> int:
        known = catalogue.residents_of(FORCE, area, "census-2021")
        assert known is not None
        return known.groups["ethnicity"][group]

    known = ("birmingham", "coventry", "dudley", "sandwell", "walsall")
    places = [(area, at) for area in known for at in range(12)]
    places += [("solihull", at) for at in range(9, 12)]
    held = [
        each
        for area, at in places
        for group, rate in (("White", 1 / 20_000), ("Black", 3 / 20_000))
        for each in monthly(group, at, round(people(area, group) * rate), area)
    ]
    found = table(await panel(replace(catalogue, spreads=()), held), "Black, by local authority")
    rows = printed(found)
    assert rows["Dudley"][3] == "as the others"
    assert rows["Coventry"][3] == "as the others"
    assert set(rows["Solihull"][2:]) == {"how much it varies is not known"}
    assert found.funnel is not None
    assert "Solihull" not in {point.label for point in found.funnel.points}
    assert any("Solihull not known" in note for note in found.notes)
    # Those that are compared do not differ, and nobody says that they are the same.
    (said,) = [each for each in found.notes if each.startswith("No difference beyond chance was")]
    assert "That does not show that there is none: true ratios that lie a factor of 1." in said
    # How far they may lie apart has in it that twelve months tell each one's spread.
    areas = [
        AreaCounts(
            *(12 * round(people(area, "Black") * 3 / 20_000), people(area, "Black")),
            *(12 * round(people(area, "White") / 20_000), people(area, "White")),
            degrees=degrees_of(12),
        )
        for area in known
    ]
    most, taken_for_known = (
        exp(sqrt(variance_between([replace(each, degrees=degrees) for each in areas]).upper or 0))
        for degrees in (degrees_of(12), inf)
    )
    assert f"{most:.2f}" != f"{taken_for_known:.2f}"
    assert f"a factor of {most:.2f} from their mean" in said


def monthly(group: str, at: int, count: int, area: str) -> Iterator[StopSearch]:
    """So many searches of a group in the month that is so many after April 2019."""
    year, month = divmod(at + 3, 12)
    day = f"{2019 + year}-{month + 1:02}-10T12:00:00Z"
    for _ in range(count):
        yield search(day, self_defined_ethnicity=CODES[group], area=area)


async def test_ages_are_taken_out_only_where_residents_are_supplied_by_age(
    catalogue: Catalogue,
) -> None:
    found = await panel(catalogue, usual())
    assert any(note.startswith("By age: residents by age") for note in found.notes)
    ages = {
        "White": {"18-24": 100_000, "over-34": 900_000},
        "Black": {"18-24": 50_000, "over-34": 50_000},
    }
    residents = tuple(
        each.model_copy(update={"ages": {"ethnicity": ages}})
        if (each.force, each.area, each.basis) == (FORCE, "force", "census-2021")
        else each
        for each in catalogue.residents
    )
    held = [
        *searches("White", 100, age_range="18-24"),
        *searches("White", 90, age_range="over-34"),
        *searches("Black", 100, age_range="18-24"),
        *searches("Black", 10, age_range="over-34"),
    ]
    found = await panel(replace(catalogue, residents=residents), held)
    # At each age twice as often: 100 of 50,000 to 100 of 100,000; 10 of 50,000 to 90 of 900,000.
    assert value(table(found, "By age"), "Black", "Standardised by age") == pytest.approx(2)


async def test_outcomes_differ_by_points_with_the_spread_of_the_rate(catalogue: Catalogue) -> None:
    held = [
        *searches("White", 300, outcome="arrest"),
        *searches("White", 700),
        *searches("Black", 100, outcome="arrest"),
        *searches("Black", 100),
    ]
    found = table(await panel(catalogue, held), "What searches end in")
    rows = printed(found)
    assert rows["White"][:2] == ["30.0% (27.2 to 32.9)", ""]
    assert rows["Black"][0] == "50.0% (43.1 to 56.9)"
    assert rows["Black"][1].startswith("+20.0 (")
    assert rows["Black"][1].endswith("more than chance")
    assert any("infra-marginality" in note for note in found.notes)
    assert any(
        "Positive outcome rate. How many times as much each varies" in note for note in found.notes
    )


def unevenly(group: str, months: Sequence[tuple[int, int]]) -> Iterator[StopSearch]:
    """Searches of a group by month from April 2019: with a positive outcome, and without."""
    for at, (with_, without) in enumerate(months):
        year, month = divmod(at + 3, 12)
        day = f"{2019 + year}-{month + 1:02}-10T12:00:00Z"
        code = CODES[group]
        for _ in range(with_):
            yield search(day, self_defined_ethnicity=code, outcome="arrest")
        for _ in range(without):
            yield search(day, self_defined_ethnicity=code)


async def test_each_groups_outcomes_have_the_spread_of_its_own_months(catalogue: Catalogue) -> None:
    """Of all searches the share is steady: what one group has more the other has less."""
    steady = [(30, 70)] * 12
    swinging = [(20, 20), (12, 28)] * 6
    held = [*unevenly("White", steady), *unevenly("Black", swinging), *unevenly("Asian", steady)]
    found = table(await panel(catalogue, held), "What searches end in")
    (note,) = [each for each in found.notes if each.startswith("Arrest rate. How")]
    assert "White 1.0, Asian 1.0, Black 5.2." in note
    rows = printed(found)
    # 192 of 480 and 360 of 1,200: beyond chance were each search independent, and it is not.
    assert rows["Black"][0].startswith("40.0%")
    assert rows["Black"][1].startswith("+10.0 (-")
    assert rows["Black"][1].endswith("no more than chance")


async def test_too_few_cases_are_no_test_and_it_says_so(catalogue: Catalogue) -> None:
    held = [*searches("White", 1000), *searches("Black", 1, outcome="arrest")]
    held += searches("White", 200, outcome="arrest")
    found = table(await panel(catalogue, held), "What searches end in")
    assert printed(found)["Black"][1] == "+83.3, not tested: too few cases"
    assert any(note.startswith("Not tested where fewer than 5 with") for note in found.notes)


async def test_where_nobody_knows_how_much_it_varies_nothing_is_tested(
    catalogue: Catalogue,
) -> None:
    unstated = replace(catalogue, spreads=())
    held = [*searches("White", 900), *searches("Black", 90, outcome="arrest")]
    # Two months alone are no history.
    held = [each for each in held if each.searched_at.month in (2, 3)]
    found = await panel(unstated, held)
    outcomes = printed(table(found, "What searches end in"))
    assert outcomes["Black"][1] == "+100.0, not tested: how much it varies is not known"
    assert any(
        note.startswith("How much a group's share varies takes 12 whole months")
        for note in table(found, "What searches end in").notes
    )


async def test_what_stands_in_brackets_is_said_at_every_table(catalogue: Catalogue) -> None:
    stated = [statistic("White", "4000"), statistic("Black", "1500")]
    others = [
        each.model_copy(update={"force": "staffordshire", "area": "force"})
        for each in (*searches("White", 300), *searches("Black", 60))
    ]
    held = [*usual(), *searches("White", 60, area="dudley"), *others]
    found = await panel(catalogue, holding(catalogue, held, AT, stated))
    titles = {each.title for each in found.tables}
    assert {"Over other benchmarks", "Black, by force", "With and without"} < titles
    for each in found.tables:
        assert any(" (" in cell.printed for cell in each.rows), each.title
        assert any(note.startswith("In brackets: the 95%") for note in each.notes), each.title


async def test_the_ends_say_what_has_to_hold_for_the_ratio_to_lie_between(
    catalogue: Catalogue,
) -> None:
    found = table(
        await panel(catalogue, [*usual(), *searches("", 60)]), "Where no ethnicity is stated"
    )
    assert "If the groups that are stated are right, the ratio with everyone in a group lies " in (
        found.description
    )
    assert "whatever they are" not in found.description


async def test_a_benchmark_stands_in_the_place_of_residents_where_it_is_supplied(
    catalogue: Catalogue,
) -> None:
    found = await panel(catalogue, usual())
    assert any(
        note.startswith("Benchmarks other than residents (suspects,") for note in found.notes
    )
    stated = [statistic("White", "4000"), statistic("Black", "1500")]
    found = await panel(catalogue, holding(catalogue, usual(), AT, stated))
    benchmarks = table(found, "Over other benchmarks")
    assert benchmarks.columns == ["Arrests"]
    assert value(benchmarks, "Black", "Arrests") == pytest.approx(180 / 1500 / (480 / 4000))
    assert benchmarks.notes[0] == "Arrests: Home Office."


def statistic(group: str, figure: str) -> PublishedFigure:
    record = Statistic.model_validate(
        {
            "force": FORCE,
            "revision": 1,
            "measure": "benchmark.arrests",
            "by": f"ethnicity={group}",
            "area": "force",
            "first_day": YEAR.start,
            "last_day": date(2020, 3, 31),
            "value": figure,
            "publisher": "Home Office",
        }
    )
    return PublishedFigure(f"arrests-{group}", False, record)


async def test_a_small_part_hides_what_is_left_without_it_from_the_public(
    catalogue: Catalogue,
) -> None:
    held = [*usual(), *searches("Black", 3, legislation=SECTION_60)]
    rows = printed(table(await panel(catalogue, held, audience="public"), "With and without"))
    assert rows["Black"][1:3] == ["suppressed", "suppressed"]
    assert "suppressed" not in rows["Black"][0]
    board = printed(table(await panel(catalogue, held), "With and without"))
    assert "suppressed" not in " ".join(board["Black"])


async def test_a_group_that_no_record_has_is_no_ratio_of_zero(catalogue: Catalogue) -> None:
    found = await panel(catalogue, usual())
    assert all("Mixed" not in printed(each) for each in found.tables)
    assert any(
        note.startswith("No search of the period is recorded as Mixed") for note in found.notes
    )


async def test_over_few_of_the_reference_group_no_ratio_is_printed(catalogue: Catalogue) -> None:
    """Over one search it would be 45 with an interval up to 2,000."""
    held = [
        *usual(),
        *searches("Black", 30, legislation=SECTION_60),
        *searches("White", 9, legislation=SECTION_60),
    ]
    rows = printed(table(await panel(catalogue, held), "With and without"))
    assert rows["Black"][2] == "fewer than 10 White searches"
    more = [*held, *searches("White", 1, legislation=SECTION_60)]
    assert printed(table(await panel(catalogue, more), "With and without"))["Black"][2] != (
        "fewer than 10 White searches"
    )


async def test_that_records_of_some_months_are_missing_stands_at_the_head(
    catalogue: Catalogue,
) -> None:
    held = [each for each in usual() if each.searched_at.month in (1, 2, 3)]
    found = await panel(catalogue, held)
    assert found.description.startswith("Of a part of the period: records of ")
    assert found.description.endswith(" are missing.")


async def test_without_records_there_are_no_tables(catalogue: Catalogue) -> None:
    found = await panel(catalogue, [search("2018-05-01T12:00:00Z")])
    assert found.tables == []
    assert found.notes[0] == "There are no records of this period. That is not a figure of zero."


async def test_what_a_ratio_over_residents_means_always_stands_there(catalogue: Catalogue) -> None:
    found = await panel(catalogue, usual())
    assert found.meaning.startswith("What a ratio over residents means:")


def test_an_indicator_without_a_panel_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(Refused, match=r"crime.total has no disparity panel; .*: stop-search"):
        plan_panel(catalogue, "crime.total", FORCE, YEAR)
    with pytest.raises(Refused, match="basis: no residents are known of census-1801"):
        plan_panel(catalogue, DISPARITY, FORCE, YEAR, "census-1801")
