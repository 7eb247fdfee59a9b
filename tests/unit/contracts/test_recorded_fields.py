"""What an indicator's figure rests on, and on which days that is not recorded."""

from datetime import date
from pathlib import Path

import pytest

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.recorded_fields import (
    coarser_than,
    fields_rested_on,
    months_by_field,
    tracked_fields,
    unrecorded_days,
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
    first, *others = tracked_fields(catalogue.indicators.values(), "crime")
    assert first == "recorded_at"
    assert {"markers", "hate_strands", "outcomes", "cancelled_at"} <= set(others)
    assert tracked_fields([catalogue.indicators["crime.total"]], "crime") == ()


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
