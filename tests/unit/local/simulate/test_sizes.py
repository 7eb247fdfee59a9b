"""Scenarios are as large as was said, and touch nothing else."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

import orjson
import pytest
from tests.unit.local.simulate.forces import changes, newest

from oversight_contracts.events.event import read_event
from oversight_local.client.change import Change, encode
from oversight_local.simulate.day_to_day import REALISTIC, DayToDay
from oversight_local.simulate.delivery import deliveries
from oversight_local.simulate.extent import Extent, FeedKind, Scenario, Stage
from oversight_local.simulate.incidents import incidents
from oversight_local.simulate.paces import share_within, times_slower
from oversight_local.simulate.scenario import Population, SimulationSettings
from oversight_local.simulate.stop_searches import SECTION_60, searches
from oversight_measures.periods.period import LONDON, london_day

FIRST = date(2026, 3, 2)
SINCE = datetime(2026, 3, 3, tzinfo=UTC)
UNTIL = datetime(2026, 3, 9, tzinfo=UTC)
TARGETS = {"priority-1": timedelta(minutes=15), "priority-2": timedelta(hours=1)}
SOURCE = "urn:oversight:local"


@pytest.fixture(scope="module")
def calm(population: Population) -> SimulationSettings:
    return SimulationSettings(population, seed=4, scale=0.1, since=SINCE)


@pytest.fixture(scope="module")
def usual(calm: SimulationSettings) -> Mapping[str, Change]:
    return known(calm)


def known(setting: SimulationSettings) -> Mapping[str, Change]:
    return newest(changes(setting, FIRST, UNTIL))


def attended(setting: SimulationSettings, grade: str) -> list[dict[str, Any]]:
    """The incidents of ten days that somebody was at, as they are known in the end."""
    days = [SINCE.date() + timedelta(days=1 + each) for each in range(10)]
    lives = [
        {"area": life.area} | reduce(or_, (dict(step.fields or {}) for step in life.steps))
        for day in days
        for life in incidents(setting, day)
    ]
    return [each for each in lives if each["grade"] == grade and "arrived_at" in each]


def share_in_time(records: Sequence[Mapping[str, Any]]) -> float:
    in_time = [
        each["arrived_at"] - each["received_at"] <= TARGETS[each["grade"]] for each in records
    ]
    return in_time.count(True) / len(in_time)


@pytest.mark.parametrize(("grade", "share"), [("priority-1", 0.2), ("priority-2", 0.1)])
def test_a_response_drifts_by_its_size(population: Population, grade: str, share: float) -> None:
    quiet = SimulationSettings(population, seed=4, scale=0.5, since=SINCE)
    drifting = replace(
        quiet, scenario=Scenario.RESPONSE_DRIFT, extent=Extent(share=share, grade=grade)
    )
    fallen = share_in_time(attended(drifting, grade)) / share_in_time(attended(quiet, grade))
    assert fallen == pytest.approx(1 - share, abs=0.03)


def test_a_drift_touches_its_grade_and_what_comes_after_its_start(
    calm: SimulationSettings, usual: Mapping[str, Change]
) -> None:
    drifting = known(replace(calm, scenario=Scenario.RESPONSE_DRIFT, extent=Extent(share=0.2)))
    assert usual.keys() == drifting.keys()
    touched = [drifting[each].data for each in usual if usual[each] != drifting[each]]
    assert touched
    assert {each.get("grade", "priority-2") for each in touched} == {"priority-2"}
    assert all(each.get("received_at", SINCE) >= SINCE for each in touched)


def test_a_drift_of_one_authority_leaves_the_others_as_they_are(population: Population) -> None:
    quiet = SimulationSettings(population, seed=4, scale=0.5, since=SINCE)
    extent = Extent(share=0.3, area="birmingham")
    drifting = replace(quiet, scenario=Scenario.RESPONSE_DRIFT, extent=extent)
    there, elsewhere = [], []
    for setting in (drifting, quiet):
        records = attended(setting, "priority-2")
        there.append([each for each in records if each["area"] == "birmingham"])
        elsewhere.append([each for each in records if each["area"] != "birmingham"])
    assert elsewhere[0] == elsewhere[1]
    assert share_in_time(there[0]) / share_in_time(there[1]) == pytest.approx(0.7, abs=0.05)


def test_a_larger_size_replaces_a_smaller_one_and_no_revision_has_two_contents(
    calm: SimulationSettings,
) -> None:
    content: dict[str, object] = {}
    highest: dict[str, tuple[float, int]] = {}
    for share in (0.1, 0.2):
        extent = Extent(share=share)
        for each in changes(
            replace(calm, scenario=Scenario.RESPONSE_DRIFT, extent=extent), FIRST, UNTIL
        ):
            assert content.setdefault(each.id, each.data) == each.data
            highest[each.subject] = max(highest.get(each.subject, (0.0, 0)), (share, each.revision))
    assert any(revision > 200_000 for _, revision in highest.values())


def test_a_surge_is_so_many_times_the_usual(population: Population) -> None:
    extent = Extent(times=5.0, area="birmingham")
    quiet = SimulationSettings(population, seed=4, scale=4, since=SINCE)
    setting = replace(quiet, scenario=Scenario.SEARCH_SURGE, extent=extent)
    days = [SINCE.date() + timedelta(days=each) for each in range(60)]
    made = Counter[tuple[str, bool]]()
    for day in days:
        for life in searches(setting, day):
            section_60 = (life.steps[0].fields or {})["legislation"] == SECTION_60
            made[life.area, section_60] += 1
    usual = Counter(life.area for day in days for life in searches(quiet, day))
    expected = usual["birmingham"] * 1.5 / 99.5 * 5
    assert made["birmingham", True] == pytest.approx(expected, rel=0.15)
    for area in usual.keys() - {"birmingham"}:
        assert made[area, True] + made[area, False] == usual[area]


def test_a_disparity_drifts_by_its_ratio(population: Population) -> None:
    quiet = SimulationSettings(population, seed=4, scale=4, since=SINCE)
    setting = replace(
        quiet, scenario=Scenario.DISPARITY_DRIFT, extent=Extent(times=1.5, group="Asian")
    )
    days = [SINCE.date() + timedelta(days=each) for each in range(40)]
    ratios = []
    for each in (setting, quiet):
        groups = Counter(
            (life.steps[0].fields or {})["officer_defined_ethnicity"]
            for day in days
            for life in searches(each, day)
        )
        ratios.append(groups["asian"] / groups["white"])
    assert ratios[0] / ratios[1] == pytest.approx(1.5, rel=0.05)


def test_a_stalled_stage_is_missing_until_the_stall_is_over(
    calm: SimulationSettings, usual: Mapping[str, Change]
) -> None:
    stalled = replace(calm, scenario=Scenario.FEED_STALL, extent=Extent(stage=Stage.ARRIVED))
    without = known(stalled)
    assert without.keys() == usual.keys()
    for each in without.values():
        if each.kind == "incident" and "arrived_at" in each.data:
            assert each.data["arrived_at"] < SINCE
    assert any(
        "closed_at" in each.data and "arrived_at" not in each.data
        for name, each in without.items()
        if "arrived_at" in usual[name].data
    ), "other updates come, without what the stage would have told"
    over = known(replace(stalled, extent=Extent(length=timedelta(days=2))))
    facts = [{k: v for k, v in each.data.items() if k != "revision"} for each in over.values()]
    as_usual = [{k: v for k, v in usual[name].data.items() if k != "revision"} for name in over]
    assert facts == as_usual, "what was held back is told in the end"


def test_a_kind_that_rests_sends_nothing_and_then_all(calm: SimulationSettings) -> None:
    resting = replace(
        calm,
        scenario=Scenario.FEED_REST,
        extent=Extent(length=timedelta(hours=6), kind=FeedKind.CRIME),
    )
    sent = [*deliveries(resting, FIRST, UNTIL)]
    end = SINCE + timedelta(hours=6)
    crimes = [each for each in sent if each.change.kind == "crime"]
    assert not [each for each in crimes if SINCE <= each.at < end]
    assert sum(each.at == end for each in crimes) > 3
    assert ids(each.change for each in sent) == ids(changes(calm, FIRST, UNTIL))
    stopped = deliveries(replace(resting, extent=Extent(kind=FeedKind.CRIME)), FIRST, UNTIL)
    assert all(each.at < SINCE for each in stopped if each.change.kind == "crime")


def test_a_feed_rests_each_night(calm: SimulationSettings) -> None:
    extent = Extent(length=timedelta(hours=2), nightly=True)
    resting = replace(calm, scenario=Scenario.FEED_REST, extent=extent)
    sent = [
        each.at.astimezone(LONDON)
        for each in deliveries(resting, FIRST, UNTIL)
        if each.change.kind == "incident" and each.at >= SINCE
    ]
    assert not [at for at in sent if at.hour in (1, 2)]
    assert {at.hour for at in sent} == set(range(24)) - {1, 2}


@pytest.mark.parametrize("scenario", [each for each in Scenario if each is not Scenario.NONE])
def test_every_event_of_every_scenario_is_valid(
    calm: SimulationSettings, scenario: Scenario
) -> None:
    extent = Extent(share=0.3, times=3.0, length=timedelta(hours=30))
    for stage in Stage if scenario is Scenario.FEED_STALL else [Stage.ARRIVED]:
        setting = replace(calm, scale=0.03, scenario=scenario, day_to_day=REALISTIC)
        for each in changes(replace(setting, extent=replace(extent, stage=stage)), FIRST, UNTIL):
            read_event(orjson.loads(encode(each, SOURCE)), strict=True)


def ids(sent: Iterable[Change]) -> Counter[str]:
    return Counter(each.id for each in sent)


def variance(values: Sequence[float]) -> float:
    mean = sum(values) / len(values)
    return sum((each - mean) ** 2 for each in values) / (len(values) - 1)


def test_days_vary_as_much_as_was_said(population: Population) -> None:
    """Of searches, of which there are the same number each day but for the weekday."""
    setting = SimulationSettings(population, seed=4, scale=1, day_to_day=DayToDay(dispersion=4.0))
    mondays = [FIRST + timedelta(weeks=each) for each in range(150)]
    counts = [float(len(list(searches(setting, day)))) for day in mondays]
    assert variance(counts) / (sum(counts) / len(counts)) == pytest.approx(4.0, rel=0.3)


def test_summer_is_busier_by_the_season(population: Population) -> None:
    setting = SimulationSettings(population, 4, 4, day_to_day=DayToDay(season=0.2))
    july, january = (
        sum(
            len(list(searches(setting, date(2026, month, 1) + timedelta(days=d))))
            for d in range(28)
        )
        for month in (7, 1)
    )
    assert july / january == pytest.approx(1.2 / 0.8, rel=0.06)


def test_the_log_odds_of_days_spread_as_was_said(population: Population) -> None:
    setting = SimulationSettings(population, 4, day_to_day=DayToDay(spread=0.15))
    days = [FIRST + timedelta(days=each) for each in range(400)]
    effects = [setting.effect("response", day) for day in days]
    assert variance(effects) ** 0.5 == pytest.approx(0.15, rel=0.12)


def test_a_force_of_another_spread_is_another_force(calm: SimulationSettings) -> None:
    spread = replace(calm, day_to_day=REALISTIC)
    assert known(spread).keys().isdisjoint(known(calm))
    assert known(spread) == known(spread)


@pytest.mark.parametrize(("grade", "target"), [("priority-1", 900), ("priority-2", 3600)])
def test_slowness_and_share_are_each_other_turned_round(grade: str, target: int) -> None:
    for share in (0.2, 0.6, 0.9):
        slower = times_slower(grade, target, share)
        assert share_within(grade, target, slower) == pytest.approx(share, abs=0.001)


def test_days_of_a_spread_response_differ_beyond_chance(population: Population) -> None:
    spread = SimulationSettings(population, 4, 0.3, day_to_day=DayToDay(spread=0.5), since=SINCE)
    by_day: dict[date, list[Mapping[str, Any]]] = {}
    for each in attended(spread, "priority-2"):
        by_day.setdefault(london_day(each["received_at"]), []).append(each)
    shares = [share_in_time(each) for each in by_day.values()]
    of = sum(len(each) for each in by_day.values()) / len(by_day)
    mean = sum(shares) / len(shares)
    assert mean == pytest.approx(0.78, abs=0.08)
    assert variance(shares) > 3 * mean * (1 - mean) / of
