"""How often chance alone is called more than chance: said once on each page that compares."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.reporting.comparison.test_significance import (
    AT,
    CALM,
    MONTHS,
    QUARTER,
    counted,
    fed,
)
from tests.unit.reporting.in_memory import FORCE, InMemory, item_of, reader_of

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.reports import Report, ReportItem, ReportSection
from oversight_contracts.facts.facts import Total
from oversight_reporting.comparison.error_rate import (
    EXCEPT,
    RATE,
    RECURRING,
    Comparisons,
    error_rate,
)
from oversight_reporting.model.item_document import FiguresDocument
from oversight_reporting.report.builder import ReportWriter
from oversight_reporting.web.live import Live
from oversight_reporting.web.overview import error_rate_of, headline


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (0, ""),
        (1, f"{RATE}. {EXCEPT}"),
        (9, f"{RATE}. {EXCEPT}"),
        (10, f"{RATE}: about 0.5 of 10, as many as are made here. {EXCEPT}"),
        (39, f"{RATE}: about 2.0 of 39, as many as are made here. {EXCEPT}"),
        (1340, f"{RATE}: about 67.0 of 1,340, as many as are made here. {EXCEPT}"),
    ],
)
def test_the_rate_and_what_it_comes_to(made: int, said: str) -> None:
    assert error_rate(Comparisons(made)) == said


def test_the_rate_is_said_with_what_it_does_not_hold_of() -> None:
    assert "more often where what one month has too many the next has too" in EXCEPT
    assert "less often between neighbouring months" in EXCEPT


def test_comparisons_of_series_whose_surges_recur_have_no_rate() -> None:
    one, several = (RECURRING.format(count=count) for count in ("1 comparison", "12 comparisons"))
    assert error_rate(Comparisons(0, 1)) == one
    assert error_rate(Comparisons(3, 12)) == f"{RATE}. {EXCEPT} {several}"


async def test_a_report_says_it_once_of_all_that_it_compares(catalogue: Catalogue) -> None:
    held = {**fed("crime.hate"), **counted("crime.total", CALM)}
    for number in range(20):
        held |= counted("crime.total", CALM, f"offence=offence-{number}")
    compared = ReportItem(indicator="crime.total", by=("offence",), compare="same-dates-last-year")
    alone = ReportItem(indicator="crime.total", compare="same-dates-last-year")
    section = ReportSection(title="Crime", items=(compared, alone))
    report = Report(id="changes", title="Changes", description="Changes", sections=(section,))
    known = replace(catalogue, reports={report.id: report})
    reader = reader_of(known, InMemory(known, held, AT), "board")
    document = await ReportWriter(known, reader).write("changes", FORCE, QUARTER)
    assert document.error_rate == (f"{RATE}: about 1.1 of 22, as many as are made here. {EXCEPT}")
    assert not any(RATE in note for item in document.sections[0].items for note in item.notes)


async def test_the_overview_counts_what_it_shows(catalogue: Catalogue) -> None:
    held = {**fed("crime.hate"), **counted("crime.total", CALM)}
    live = Live(catalogue, reader_of(catalogue, InMemory(catalogue, held, AT), "board"))
    _, groups = await live.overview(FORCE)
    made = [each for group in groups for each in group.headlines if each.method]
    assert made
    assert error_rate_of(groups).startswith(RATE)
    assert error_rate_of([]) == ""


async def test_the_overview_says_where_surges_recur_and_states_no_rate_of_it(
    catalogue: Catalogue,
) -> None:
    """Operations a year apart from one another: a month with one is called for that alone."""
    counts = [1000, 1004, 997, 1001, 995, 1003, 999, 1006, 998, 1001, 1007, 996] * 2
    counts[3], counts[7], counts[22], counts[23] = 1500, 1550, 1200, 1200
    live = Live(
        catalogue,
        reader_of(
            catalogue,
            InMemory(catalogue, {**fed("crime.hate"), **counted("crime.total", counts)}, AT),
            "board",
        ),
    )
    _, groups = await live.overview(FORCE)
    (crime,) = (g for g in groups if any(e.title == "Total recorded crime" for e in g.headlines))
    assert (
        "Months of a surge recur in Total recorded crime, about 1.0 times a year, and are left out "
        "of how much it varies: a period with one may be called more than chance for that alone."
    ) in crime.notes
    assert "No rate is stated for 1 comparison of series in which surges recur" in error_rate_of(
        groups
    )


async def test_the_overview_says_that_medians_are_not_tested(catalogue: Catalogue) -> None:
    held: dict[tuple[str, str, str], Total] = {
        ("complaints.days-to-finalise", "", f"{month.start}"): Total(20, 20, 0, {days: 20})
        for month, days in zip(MONTHS, range(20, 44), strict=True)
    }
    name = "complaints.days-to-finalise"
    plain = catalogue.indicators[name].model_copy(update={"breaks": ()})
    item = ReportItem(indicator=name, compare="same-dates-last-year")
    known = replace(catalogue, indicators={**catalogue.indicators, name: plain})
    document = await item_of(
        known, InMemory(known, {**fed("complaints.logged"), **held}, AT), item, MONTHS[-1]
    )
    assert headline(FiguresDocument.model_validate(document), FORCE).chance == (
        "no test is made of medians"
    )
