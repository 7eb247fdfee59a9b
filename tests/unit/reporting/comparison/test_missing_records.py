"""Nothing is compared where records are missing: the months are named in place of a change."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.unit.reporting.in_memory import Held, InMemory, item_of

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.reports import ReportItem
from oversight_contracts.facts.facts import Total
from oversight_measures.periods.period import DAY, Every, Period

AT = datetime(2021, 4, 10, 9, tzinfo=UTC)
YEAR = Period(date(2020, 4, 1), date(2021, 4, 1))
SEARCHES = "stop-search.searches"


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def days(first: str, last: str) -> Iterator[date]:
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        yield day
        day += DAY


def searches(known: Iterable[date], each_day: int = 70) -> Held:
    return {(SEARCHES, "", f"{day}"): Total(n=each_day) for day in known}


async def year(catalogue: Catalogue, held: Held, **said: Any) -> dict[str, Any]:
    item = ReportItem(indicator=SEARCHES, compare="same-dates-last-year", **said)
    return await item_of(catalogue, InMemory(catalogue, held, AT), item, YEAR)


async def test_a_fall_that_never_happened_is_not_told(catalogue: Catalogue) -> None:
    """Of twelve months three are loaded: the figure is theirs, and beside no other."""
    told = await year(catalogue, searches(days("2019-04-01", "2020-06-30")))
    (row,) = told["rows"]
    assert (row["covers"], row["value"]) == ("part", 91 * 70)
    assert row["change"]["value"] is None
    assert row["change"]["printed"] == (
        "not comparable: records of July 2020 to March 2021 are missing"
    )
    assert any("ecords of July 2020 to March 2021 are missing" in each for each in told["notes"])


async def test_a_month_in_the_middle_is_named(catalogue: Catalogue) -> None:
    known = {*days("2019-04-01", "2021-04-09")} - {*days("2020-11-01", "2020-11-30")}
    told = await year(catalogue, searches(known))
    assert told["rows"][0]["change"]["printed"] == (
        "not comparable: records of November 2020 are missing"
    )
    assert told["records"]["missing"] == ["2020-11"]


async def test_a_month_that_was_cut_off_is_no_month(catalogue: Catalogue) -> None:
    """The file of November ends on the 17th, between whole ones."""
    known = {*days("2019-04-01", "2021-04-09")} - {*days("2020-11-18", "2020-11-30")}
    told = await year(catalogue, searches(known))
    assert told["rows"][0]["covers"] == "part"
    assert told["rows"][0]["change"]["printed"] == (
        "not comparable: records of 18 November 2020 to 30 November 2020 are missing"
    )


async def test_cases_closed_say_nothing_of_cases_logged(catalogue: Catalogue) -> None:
    held: Held = {
        **{("complaints.logged", "", f"{d}"): Total(n=5) for d in days("2019-04-01", "2020-12-31")},
        **{
            ("complaints.days-to-finalise", "", f"{d}"): Total(n=4)
            for d in days("2019-04-01", "2021-03-31")
        },
    }
    quarter = Period(date(2021, 1, 1), date(2021, 4, 1))

    async def told(indicator: str) -> dict[str, Any]:
        item = ReportItem(indicator=indicator, compare="same-dates-last-year")
        return await item_of(catalogue, InMemory(catalogue, held, AT), item, quarter)

    logged = await told("complaints.logged")
    assert logged["records"]["last"] == "2020-12-31"
    assert logged["rows"][0]["printed"] == "no records"
    assert logged["rows"][0]["change"]["value"] is None
    closed = await told("complaints.days-to-finalise")
    assert closed["rows"][0]["covers"] == "whole"
    # Misconduct can honestly be none in a quarter that has other records of complaints.
    hearings = await told("complaints.misconduct-hearings")
    assert (hearings["rows"][0]["covers"], hearings["rows"][0]["value"]) == ("whole", 0)


async def test_a_record_of_the_future_makes_no_month_whole(catalogue: Catalogue) -> None:
    known = [*days("2019-04-01", "2021-03-10"), date(2062, 3, 1)]
    told = await year(catalogue, searches(known))
    assert told["rows"][0]["covers"] == "part"
    assert told["records"]["last"] == "2021-03-10"
    assert told["rows"][0]["change"]["printed"] == (
        "not comparable: records of 11 March 2021 to 31 March 2021 are missing"
    )


async def test_one_stray_record_does_not_stand_for_the_days_before_it(catalogue: Catalogue) -> None:
    known = [*days("2019-04-01", "2021-03-10"), date(2021, 4, 9)]
    told = await year(catalogue, searches(known))
    assert told["rows"][0]["covers"] == "part"


async def test_years_with_all_their_records_are_compared(catalogue: Catalogue) -> None:
    told = await year(catalogue, searches(days("2019-04-01", "2021-04-09")))
    # A leap day more of the year before.
    assert told["rows"][0]["change"]["printed"] == "down 0.3%"
    assert told["records"]["missing"] == []


async def test_last_year_without_its_first_months_is_not_compared_with(
    catalogue: Catalogue,
) -> None:
    told = await year(catalogue, searches(days("2019-06-01", "2021-04-09")))
    (row,) = told["rows"]
    assert row["covers"] == "whole"
    assert row["change"]["printed"] == ("not comparable: records of April to May 2019 are missing")


async def test_a_rare_kind_has_honest_months_of_none(catalogue: Catalogue) -> None:
    """Two a month at most: a month without any is one of none, and the years are compared."""
    rare = [day for day in days("2019-04-01", "2021-04-09") if day.day == 9]
    known = {day for day in rare if day.month not in (8, 12)}
    told = await year(catalogue, searches(known, 2))
    assert told["rows"][0]["covers"] == "whole"
    assert told["rows"][0]["change"]["printed"] == "no change"


async def test_what_is_dated_by_month_alone_is_whole_and_misses_a_month(
    catalogue: Catalogue,
) -> None:
    """As street-level crime is published: everything is counted on the first of its month."""
    first = [day for day in days("2019-04-01", "2021-03-31") if day.day == 1]
    told = await year(catalogue, searches(first, 2_000))
    assert told["rows"][0]["change"]["printed"] == "no change"
    gap = await year(catalogue, searches([d for d in first if d != date(2020, 8, 1)], 2_000))
    assert gap["rows"][0]["change"]["printed"] == (
        "not comparable: records of August 2020 are missing"
    )


async def test_a_month_dated_file_is_whole_alone(catalogue: Catalogue) -> None:
    held: Held = {("crime.total", "", "2021-02-01"): Total(n=9_000)}
    february = Period(date(2021, 2, 1), date(2021, 3, 1))
    item = ReportItem(indicator="crime.total")
    told = await item_of(catalogue, InMemory(catalogue, held, AT), item, february)
    assert (told["rows"][0]["covers"], told["rows"][0]["lacking"]) == ("whole", "")


async def test_pieces_that_lack_records_say_so(catalogue: Catalogue) -> None:
    known = searches(days("2019-04-01", "2020-06-10"))
    item = ReportItem(indicator=SEARCHES, every=Every.MONTH)
    told = await item_of(catalogue, InMemory(catalogue, known, AT), item, YEAR)
    april, _, june, july, *_ = told["rows"]
    assert (april["covers"], april["remarks"]) == ("whole", [])
    assert june["covers"] == "part"
    lacking = "records of 11 June 2020 to 30 June 2020 are missing"
    assert (june["lacking"], june["remarks"]) == (lacking, [lacking])
    assert july["printed"] == "no records"
