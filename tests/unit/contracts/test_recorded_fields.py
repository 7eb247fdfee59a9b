"""What an indicator's figure rests on, and on which days that is not recorded."""

from datetime import date
from pathlib import Path

import pytest

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.recorded_fields import (
    coarser_than,
    fields_rested_on,
    months_by_field,
    tracked_fields,
    unrecorded_days,
    unrecorded_rows,
)
from oversight_contracts.records.crime import PUBLISHED_TOGETHER
from oversight_contracts.records.fields import fields_of
from oversight_measures.periods.period import Period
from oversight_measures.recorded_fields import ALWAYS

MARCH = date(2026, 3, 1)


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


@pytest.mark.parametrize(
    ("indicator", "fields"),
    [
        ("crime.total", set()),
        ("stop-search.searches", set()),
        ("crime.domestic-abuse", {"markers"}),
        ("crime.hate", {"hate_strands"}),
        # Of each outcome the list says it, whose code and day every outcome has.
        ("crime.solved", {"outcomes"}),
        ("detections.hate-crime", {"hate_strands", "outcomes"}),
        ("crime.cancelled", {"cancelled_at"}),
        ("response.within-target", {"arrived_at"}),
        # Left out it is 0 days, which says nothing of how many there were.
        ("complaints.days-to-finalise-less-suspension", {"finalised_at", "suspended_days"}),
        ("complaints.days-to-finalise", {"finalised_at"}),
        ("crime.published-rate", set()),
    ],
)
def test_a_figure_rests_on_what_leaving_out_would_keep_from_being_counted(
    catalogue: Catalogue, indicator: str, fields: set[str]
) -> None:
    assert {name for _, name in fields_rested_on(catalogue.indicators[indicator])} == fields


def test_every_optional_field_that_decides_is_tracked(catalogue: Catalogue) -> None:
    first, *others = _tracked(catalogue, *catalogue.indicators.values())
    assert first == "recorded_at"
    assert {"markers", "hate_strands", "outcomes", "cancelled_at"} <= set(others)
    assert _tracked(catalogue, catalogue.indicators["crime.business"]) == (first, "markers")


def test_the_value_that_a_source_may_have_alone_is_tracked(catalogue: Catalogue) -> None:
    tracked = tracked_fields(catalogue.indicators.values(), "incident", catalogue.dimensions)
    assert [name for name in tracked if ":" in name] == ["category:anti-social-behaviour"]


def _tracked(catalogue: Catalogue, *indicators: Indicator) -> tuple[str, ...]:
    return tracked_fields(indicators, "crime", catalogue.dimensions)


def stated(**fields: int) -> dict[str, dict[str, dict[date, int]]]:
    return {"incident": {name: {MARCH: count} for name, count in fields.items()}}


def test_of_two_ways_to_be_counted_one_is_enough(catalogue: Catalogue) -> None:
    # Marked as mental health, or of that category.
    either = next(
        each
        for each in catalogue.indicators.values()
        if {name for _, name in fields_rested_on(each)} == {"category", "markers"}
    )
    assert unrecorded_days(either, stated(received_at=50)) == (ALWAYS,)
    assert unrecorded_days(either, stated(received_at=50, category=50)) == ()
    assert unrecorded_days(either, stated(received_at=50, markers=50)) == ()


def of_categories(*months: dict[str, int]) -> dict[str, dict[str, dict[date, int]]]:
    """Incidents of months from March on, by category; all of them say one."""
    counted: dict[str, dict[date, int]] = {}
    for number, month in enumerate(months):
        day = MARCH.replace(month=3 + number)
        for name in ("received_at", "category"):
            counted.setdefault(name, {})[day] = sum(month.values())
        for value, count in month.items():
            counted.setdefault(f"category:{value}", {})[day] = count
    return {"incident": counted}


def test_a_source_of_one_category_says_nothing_of_the_others(catalogue: Catalogue) -> None:
    street = of_categories({"anti-social-behaviour": 8_728})
    for name in ("incidents.domestic-abuse", "incidents.mental-health"):
        assert unrecorded_days(catalogue.indicators[name], street) == (ALWAYS,)
    own = catalogue.indicators["incidents.anti-social-behaviour"]
    assert unrecorded_days(own, street) == ()


def test_where_there_are_several_categories_none_of_one_is_a_zero(catalogue: Catalogue) -> None:
    abuse = catalogue.indicators["incidents.domestic-abuse"]
    assert unrecorded_days(abuse, of_categories({"traffic": 90, "theft": 40})) == ()
    assert unrecorded_days(abuse, of_categories({"traffic": 9})) == ()
    # In a small force a month of anti-social behaviour alone is no other source.
    asb = "anti-social-behaviour"
    few = of_categories({"traffic": 90, asb: 40}, {asb: 2}, {"traffic": 70, asb: 60})
    assert unrecorded_days(abuse, few) == ()


def test_months_of_another_source_say_nothing_of_its_other_categories(
    catalogue: Catalogue,
) -> None:
    months = of_categories({"anti-social-behaviour": 900}, {"traffic": 500, "theft": 400})
    found = unrecorded_days(catalogue.indicators["incidents.domestic-abuse"], months)
    assert found == (Period(date.min, date(2026, 4, 1)),)


def offences(**months: dict[date, int]) -> dict[str, dict[str, dict[date, int]]]:
    return {"crime": {f"offence:{name.replace('_', '-')}": each for name, each in months.items()}}


def test_a_row_that_coarser_records_may_be_of_is_not_recorded(catalogue: Catalogue) -> None:
    crimes, dimensions = catalogue.indicators["crime.total"], catalogue.dimensions
    april = date(2026, 4, 1)
    stated = offences(
        violence_and_sexual_offences={MARCH: 5_000}, homicide={april: 3}, rape={april: 40}
    )
    before = (Period(date.min, april),)
    by_offence = unrecorded_rows(crimes, dimensions["offence"], stated)
    assert (by_offence["homicide"], by_offence["rape"]) == (before, before)
    assert not {"violence-and-sexual-offences", "shoplifting"} & set(by_offence)
    by_group = unrecorded_rows(crimes, dimensions["offence-group"], stated)
    assert by_group["Sexual offences"] == by_group["Violence against the person"] == before
    assert "Robbery" not in by_group


def test_where_a_source_tells_both_apart_none_is_a_zero(catalogue: Catalogue) -> None:
    # Since 2013 the publisher has shoplifting beside other crime.
    stated = offences(shoplifting={MARCH: 500}, other_crime={MARCH: 200})
    offence = catalogue.dimensions["offence"]
    assert "shoplifting" not in unrecorded_rows(
        catalogue.indicators["crime.total"], offence, stated
    )
    # What has no coarser value has no such rows.
    searches = catalogue.indicators["stop-search.searches"]
    assert unrecorded_rows(searches, catalogue.dimensions["outcome"], stated) == {}


def test_of_two_fields_that_are_needed_one_is_not_enough(catalogue: Catalogue) -> None:
    hate = catalogue.indicators["detections.hate-crime"]
    months = {"crime": {"recorded_at": {MARCH: 50}, "outcomes": {MARCH: 50}}}
    assert unrecorded_days(hate, months) == (ALWAYS,)
    months["crime"]["hate_strands"] = {MARCH: 50}
    assert unrecorded_days(hate, months) == ()


def test_of_a_kind_without_any_record_nothing_is_told(catalogue: Catalogue) -> None:
    assert unrecorded_days(catalogue.indicators["crime.solved"], {}) == ()


def test_totals_are_read_by_field_and_month() -> None:
    found = months_by_field(
        [("crime=markers", "2026-03-01", 4), ("crime=recorded_at", "2026-03-01", 9)]
    )
    assert found == {"markers": {MARCH: 4}, "recorded_at": {MARCH: 9}}


@pytest.mark.parametrize(
    ("indicator", "values"),
    [
        ("crime.homicide-rate", {"offence:violence-and-sexual-offences"}),
        ("crime.fraud", {"offence:other-crime"}),
        # Counted whole, whichever of them a record is.
        ("crime.burglary-rate", set()),
        ("crime.total", set()),
    ],
)
def test_a_coarser_value_may_hold_what_is_counted(
    catalogue: Catalogue, indicator: str, values: set[str]
) -> None:
    assert {value for _, value in coarser_than(catalogue.indicators[indicator])} == values


def test_where_records_are_of_a_coarser_offence_the_finer_one_is_not_recorded(
    catalogue: Catalogue,
) -> None:
    homicides = catalogue.indicators["crime.homicide-rate"]
    april = date(2026, 4, 1)
    coarse = {MARCH: 9, april: 0}
    months = {"recorded_at": {MARCH: 50, april: 50}, "offence:violence-and-sexual-offences": coarse}
    assert unrecorded_days(homicides, {"crime": months}) == (Period(MARCH, april),)
    # Other coarse ones do not matter.
    months = {"recorded_at": {MARCH: 50}, "offence:burglary": {MARCH: 9}}
    assert unrecorded_days(homicides, {"crime": months}) == ()


def test_every_coarser_value_and_what_it_holds_is_an_offence() -> None:
    choices = fields_of("crime")["offence"].choices or frozenset()
    assert PUBLISHED_TOGETHER.keys() <= choices
    assert {each for held in PUBLISHED_TOGETHER.values() for each in held} <= choices
