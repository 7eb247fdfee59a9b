"""The overview begins with what the process chart of the months says."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.integration.reporting.html_pages import assert_accessible
from tests.unit.reporting.charted import STABLE
from tests.unit.reporting.in_memory import FORCE, Held, InMemory, reader_of

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.reports import Audience
from oversight_contracts.facts.facts import Total
from oversight_measures.periods.period import DAY, Every, Period, split
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.render.templates import load_templates
from oversight_reporting.web.live import Live
from oversight_reporting.web.overview import Headline

AT = datetime(2020, 7, 10, 9, tzinfo=UTC)
MONTHS = [each.period for each in split(Period(date(2018, 7, 1), date(2020, 7, 1)), Every.MONTH)]
CRIME, DISPARITY = "crime.total", "stop-search.disparity"


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def a_day(rates: Sequence[int], name: str = CRIME, by: str = "") -> Held:
    """So many a day in each of the latest months, on their first and their last day."""
    held: dict[tuple[str, str, str], Total] = {}
    for rate, month in zip(rates, MONTHS[-len(rates) :], strict=True):
        held[name, by, f"{month.start}"] = Total(n=rate * month.days - 1)
        held[name, by, f"{month.end - DAY}"] = Total(n=1)
    return held


async def headlines(
    catalogue: Catalogue, held: Held, audience: Audience = "board"
) -> dict[str, Headline]:
    live = Live(catalogue, reader_of(catalogue, InMemory(catalogue, held, AT), audience))
    _, groups = await live.overview(FORCE)
    return {each.title: each for group in groups for each in group.headlines}


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        (STABLE, "common cause; season not taken out"),
        ([*STABLE, 130], "concern (above the upper limit); season not taken out"),
        ([*STABLE, 60], "improvement (below the lower limit); season not taken out"),
        (STABLE[:12], "fewer than 13 months"),
    ],
)
async def test_variation_of_the_latest_month(
    catalogue: Catalogue, rates: Sequence[int], said: str
) -> None:
    found = await headlines(catalogue, a_day(rates))
    assert found["Total recorded crime"].chart == said


async def test_nothing_is_said_of_the_months_of_what_has_no_records(catalogue: Catalogue) -> None:
    found = await headlines(catalogue, a_day(STABLE, DISPARITY))
    assert found["Total recorded crime"].chart == ""


async def test_a_disparity_has_one_of_each_group(catalogue: Catalogue) -> None:
    held = {
        **a_day([4] * 14 + [5], DISPARITY),
        **a_day([3] * 15, DISPARITY, "ethnicity=White"),
        **a_day([1] * 14 + [2], DISPARITY, "ethnicity=Black"),
    }
    title = catalogue.indicators[DISPARITY].title
    assert (await headlines(catalogue, held))[title].chart.startswith("Black high")


async def test_a_fall_of_a_disparity_is_called_low_and_no_improvement(catalogue: Catalogue) -> None:
    """A ratio that falls below 1 grows unequal again: neither way is better."""
    held = {
        **a_day([5] * 14 + [4], DISPARITY),
        **a_day([3] * 15, DISPARITY, "ethnicity=White"),
        **a_day([2] * 14 + [1], DISPARITY, "ethnicity=Black"),
    }
    title = catalogue.indicators[DISPARITY].title
    assert (await headlines(catalogue, held))[title].chart.startswith("Black low (")
    words = " ".join(await page_of(catalogue, held, DISPARITY))
    assert "Variation: low. " in words
    assert "improvement" not in words


async def page_of(catalogue: Catalogue, held: Held, name: str, area: str = "force") -> list[str]:
    """The words of the process chart on an indicator's page of its latest month."""
    reader = reader_of(catalogue, InMemory(catalogue, held, AT), "board")
    indicator = catalogue.indicators[name]
    by = (indicator.reference_group.dimension,) if indicator.reference_group else ()
    basis = "census-2021" if indicator.reference_group else None
    query = FigureQuery(indicator, FORCE, area, MONTHS[-1], by, basis)
    page = await Live(catalogue, reader).page(query)
    assert page.process is not None
    assert page.process.process is not None
    return [word for each in page.process.process.series for word in (each.label, *each.words)]


@pytest.mark.parametrize("rates", [STABLE, [*STABLE, 130], [*STABLE, 60], [*STABLE, 108, 109]])
async def test_the_page_shows_the_chart_that_the_verdict_is_of(
    catalogue: Catalogue, rates: Sequence[int]
) -> None:
    held = a_day(rates)
    verdict = (await headlines(catalogue, held))["Total recorded crime"].chart
    words = await page_of(catalogue, held, CRIME)
    (said,) = (each for each in words if each.startswith("Variation: "))
    assert said.startswith(f"Variation: {verdict.partition(';')[0].partition(' (')[0]}.")
    assert not any(each.startswith("This chart") for each in words)


async def test_the_page_of_a_disparity_charts_each_group_that_is_compared(
    catalogue: Catalogue,
) -> None:
    held = {
        **a_day([4] * 14 + [5], DISPARITY),
        **a_day([3] * 15, DISPARITY, "ethnicity=White"),
        **a_day([1] * 14 + [2], DISPARITY, "ethnicity=Black"),
    }
    words = await page_of(catalogue, held, DISPARITY)
    assert words[0] == "Black"
    assert "White" not in words
    assert any(each.startswith("Variation: high.") for each in words)


async def test_what_has_no_months_of_its_own_has_none(catalogue: Catalogue) -> None:
    found = await headlines(catalogue, a_day(STABLE))
    medians = [each for name, each in found.items() if "edian" in name or "time" in name.lower()]
    assert medians
    assert {each.chart for each in medians if not each.chart.startswith("fewer")} <= {""}


async def test_small_months_are_told_to_nobody_who_may_not_see_them(catalogue: Catalogue) -> None:
    held = {
        **a_day(STABLE),
        (CRIME, "", "2019-05-01"): Total(n=2),
        (CRIME, "", "2019-05-31"): Total(n=1),
    }
    assert (await headlines(catalogue, held, "public"))["Total recorded crime"].chart == ""
    assert (await headlines(catalogue, held))["Total recorded crime"].chart != ""


async def test_the_page_heads_it_beside_the_figure(catalogue: Catalogue) -> None:
    live = Live(catalogue, reader_of(catalogue, InMemory(catalogue, a_day(STABLE), AT), "board"))
    cut, groups = await live.overview(FORCE)
    shown = {"force": FORCE, "force_title": "West Midlands", "forces": {}, "episodes": []}
    text = (
        load_templates()
        .get_template("overview.html")
        .render(
            **shown,
            cut_at=cut.at,
            age="a minute",
            other_definitions=False,
            alerts_shown=True,
            groups=groups,
        )
    )
    page = assert_accessible(text)
    headings, *rows = next(rows for rows in page.tables.values() if len(rows[0]) == 8)
    assert headings[:3] == ["Indicator", "Figure", "Process chart"]
    assert {len(row) for row in rows} == {8}
    crime = next(rows for rows in page.tables.values() if rows[1][0] == "Total recorded crime")
    assert crime[1][2] == "common cause; season not taken out"
    assert "a mark can be the season alone" in text
    assert (
        "where a slow drift lies between, or where a season makes the chart's limits wide" in text
    )
