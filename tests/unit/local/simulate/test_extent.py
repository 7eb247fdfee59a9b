from datetime import timedelta

import pytest

from oversight_local.simulate.extent import (
    Extent,
    ExtentFault,
    FeedKind,
    Scenario,
    Stage,
    extent_of,
    length_of,
)

AREAS = ("birmingham", "walsall")


@pytest.mark.parametrize(
    ("scenario", "said", "extent"),
    [
        (Scenario.PRIORITY_2_DRIFT, {}, Extent()),
        (Scenario.SEARCH_SURGE, {}, Extent()),
        (Scenario.RESPONSE_DRIFT, {}, Extent(share=0.1)),
        (
            Scenario.RESPONSE_DRIFT,
            {"size": "22.5%", "grade": "priority-1", "area": "walsall"},
            Extent(share=0.225, grade="priority-1", area="walsall"),
        ),
        (Scenario.SEARCH_SURGE, {"size": "3"}, Extent(times=3.0)),
        (Scenario.DISPARITY_DRIFT, {}, Extent(times=1.3)),
        (
            Scenario.DISPARITY_DRIFT,
            {"size": "x1.8", "group": "Asian"},
            Extent(times=1.8, group="Asian"),
        ),
        (Scenario.FEED_STALL, {"stage": "closed"}, Extent(stage=Stage.CLOSED)),
        (
            Scenario.FEED_REST,
            {"kind": "crime", "size": "90m"},
            Extent(kind=FeedKind.CRIME, length=timedelta(minutes=90)),
        ),
    ],
)
def test_an_extent_is_what_was_said(
    scenario: Scenario, said: dict[str, str | None], extent: Extent
) -> None:
    assert extent_of(scenario, said, AREAS) == extent


def test_a_feed_that_rests_each_night_does_so_for_two_hours() -> None:
    nightly = extent_of(Scenario.FEED_REST, {}, AREAS, nightly=True)
    assert nightly == Extent(length=timedelta(hours=2), nightly=True)


@pytest.mark.parametrize(
    ("scenario", "said", "sentence"),
    [
        (Scenario.NONE, {"size": "10%"}, "--size is of --scenario priority-2-drift or"),
        (Scenario.SEARCH_SURGE, {"grade": "x"}, "--grade is of --scenario response-drift, not of"),
        (Scenario.RESPONSE_DRIFT, {"size": "ten"}, "--size ten: by how much of its level"),
        (Scenario.RESPONSE_DRIFT, {"size": "100%"}, "from 0.1% to 95%"),
        (Scenario.RESPONSE_DRIFT, {"grade": "p1"}, "--grade p1 is none of priority-1, priority-2"),
        (Scenario.RESPONSE_DRIFT, {"area": "kent"}, "--area kent is none of birmingham, walsall"),
        (Scenario.SEARCH_SURGE, {"size": "0.5"}, "--size 0.5: how many times as many"),
        (Scenario.DISPARITY_DRIFT, {"size": "1"}, "1 is no change"),
        (Scenario.DISPARITY_DRIFT, {"group": "White"}, "--group White is none of Asian, Black"),
        (Scenario.FEED_STALL, {"stage": "seen"}, "--stage seen is none of dispatched, arrived"),
        (Scenario.FEED_STALL, {"size": "6"}, "--size 6: how long is said in minutes, hours"),
        (Scenario.FEED_REST, {"kind": "dog"}, "--kind dog is none of incident, crime"),
    ],
)
def test_what_cannot_be_simulated_names_the_option(
    scenario: Scenario, said: dict[str, str | None], sentence: str
) -> None:
    with pytest.raises(ExtentFault) as fault:
        extent_of(scenario, said, AREAS)
    assert sentence in str(fault.value)
    assert str(fault.value).startswith(f"--{next(iter(said))}")


def test_a_night_has_no_more_than_twenty_hours_of_rest() -> None:
    with pytest.raises(ExtentFault, match="--size 21h: a feed rests at most 20 hours"):
        extent_of(Scenario.FEED_REST, {"size": "21h"}, AREAS, nightly=True)
    with pytest.raises(ExtentFault, match="--nightly is of --scenario feed-rest"):
        extent_of(Scenario.FEED_STALL, {}, AREAS, nightly=True)


@pytest.mark.parametrize("text", ["", "0h", "h", "-1d", "2w", "1 day", "nan"])
def test_what_is_no_length(text: str) -> None:
    assert length_of(text) is None
