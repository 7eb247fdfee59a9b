from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import orjson
import pytest
from tests.unit.local.simulate.forces import changes, newest

from oversight_contracts.events.event import read_event
from oversight_local.client.change import encode
from oversight_local.simulate.delivery import HeldDeliveries, PacedReplay, deliveries, in_order
from oversight_local.simulate.extent import Scenario
from oversight_local.simulate.scenario import Population, SimulationSettings

FIRST = date(2026, 3, 27)
# Over the night on which the clocks change.
UNTIL = datetime(2026, 4, 2, 15, 20, tzinfo=UTC)
SOURCE = "urn:oversight:local"


@pytest.fixture(scope="session")
def setting(population: Population) -> SimulationSettings:
    return SimulationSettings(population, seed=7, scale=0.05)


def lines(setting: SimulationSettings, until: datetime = UNTIL) -> list[bytes]:
    return [encode(each, SOURCE) for each in changes(setting, FIRST, until)]


def test_the_same_setting_is_the_same_events_to_the_byte(setting: SimulationSettings) -> None:
    assert lines(setting) == lines(setting)
    assert len(lines(setting)) > 2_000


def test_another_seed_or_scale_is_another_force(setting: SimulationSettings) -> None:
    subjects = set(newest(changes(setting, FIRST, UNTIL)))
    for other in (replace(setting, seed=8), replace(setting, scale=0.06)):
        assert subjects.isdisjoint(newest(changes(other, FIRST, UNTIL)))


def test_every_event_is_valid(setting: SimulationSettings) -> None:
    kinds: Counter[str] = Counter()
    for line in lines(setting):
        event = read_event(orjson.loads(line), strict=True)
        assert event.id == f"{event.subject}:{event.revision}"
        kinds[event.kind] += 1
    assert set(kinds) == {"incident", "crime", "stop-search", "complaint"}


def test_nothing_lies_in_the_future(setting: SimulationSettings) -> None:
    for change in changes(setting, FIRST, UNTIL):
        assert change.time < UNTIL
        moments = [value for value in change.data.values() if isinstance(value, datetime)]
        assert max(moments, default=change.time) <= change.time


def test_a_later_end_sends_the_same_events_again(setting: SimulationSettings) -> None:
    """So a later simulation goes on where an earlier one ended."""
    earlier = lines(setting, UNTIL - timedelta(hours=30))
    later = Counter(lines(setting))
    assert not Counter(earlier) - later


def test_conflicts_are_never_sent(setting: SimulationSettings) -> None:
    content: dict[str, bytes] = {}
    for line in lines(setting):
        event = orjson.loads(line)
        assert content.setdefault(event["id"], line) == line


def test_duplicates_late_events_and_corrections_are_simulated(setting: SimulationSettings) -> None:
    sent = list(changes(replace(setting, scale=0.3), FIRST, UNTIL))
    ids = Counter(change.id for change in sent)
    assert any(count > 1 for count in ids.values()), "duplicates"
    seen: dict[str, int] = {}
    overtaken = 0
    for change in sent:
        overtaken += change.revision < seen.get(change.subject, 0)
        seen[change.subject] = max(change.revision, seen.get(change.subject, 0))
    assert overtaken, "out of order"
    last = newest(sent).values()
    assert any(change.verb == "removed" for change in last)
    assert any("cancellation_reason" in change.data for change in last)
    assert any(change.revision >= 5 for change in last), "corrected after it was closed"
    assert any(
        change.kind == "incident" and "arrived_at" not in change.data and "closed_at" in change.data
        for change in last
        if change.data.get("attendance") == "required" and "cancelled_at" not in change.data
    ), "never attended"


def test_counts_scale_with_the_force(population: Population) -> None:
    month = SimulationSettings(population, seed=3, scale=0.1)
    kinds = Counter(
        each.kind
        for each in newest(
            changes(month, date(2026, 1, 1), datetime(2026, 2, 1, tzinfo=UTC))
        ).values()
    )
    assert kinds["incident"] == pytest.approx(7_500, rel=0.06)
    assert kinds["crime"] == pytest.approx(1_800, rel=0.1)
    assert kinds["stop-search"] == pytest.approx(200, rel=0.25)
    assert 15 <= kinds["complaint"] <= 50


def test_areas_are_weighted_by_their_residents(population: Population) -> None:
    setting = SimulationSettings(population, seed=3, scale=0.3)
    areas = Counter(each.data["area"] for each in newest(changes(setting, FIRST, UNTIL)).values())
    residents = sum(population.areas.values())
    for area, count in population.areas.items():
        assert areas[area] / areas.total() == pytest.approx(count / residents, rel=0.15)


def test_a_drift_sends_the_same_incidents_at_a_higher_revision(setting: SimulationSettings) -> None:
    since = UNTIL - timedelta(hours=30)
    drifting = replace(setting, scenario=Scenario.PRIORITY_2_DRIFT, since=since)
    calm, drift = (newest(changes(each, FIRST, UNTIL)) for each in (setting, drifting))
    assert set(calm) == set(drift)
    changed = {subject for subject in calm if calm[subject] != drift[subject]}
    assert changed
    for subject in changed:
        assert drift[subject].data["grade"] == "priority-2"
        assert drift[subject].data["received_at"] >= since
        assert drift[subject].revision > calm[subject].revision


def test_a_surge_adds_searches_and_changes_nothing_else(setting: SimulationSettings) -> None:
    since = UNTIL - timedelta(days=3)
    surging = replace(setting, scenario=Scenario.SEARCH_SURGE, since=since)
    calm, surge = (newest(changes(each, FIRST, UNTIL)) for each in (setting, surging))
    added = surge.keys() - calm.keys()
    assert len(added) > 90
    assert {surge[subject].data["searched_at"] >= since for subject in added} == {True}
    assert not calm.keys() - surge.keys()


def test_history_and_what_is_held_back_are_everything_once(setting: SimulationSettings) -> None:
    since = UNTIL - timedelta(hours=20)
    held = HeldDeliveries(since)
    before = list(held.before(deliveries(setting, FIRST, UNTIL)))
    later = held.later()
    assert later
    assert {each.at >= since for each in later} == {True}
    everything = Counter(each.id for each in changes(setting, FIRST, UNTIL))
    assert (
        Counter(each.id for each in before) + Counter(each.change.id for each in later)
        == everything
    )


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_a_replay_keeps_the_order_and_the_time(setting: SimulationSettings) -> None:
    start = UNTIL - timedelta(hours=20)
    sent = in_order(each for each in deliveries(setting, FIRST, UNTIL) if each.at >= start)
    clock = Clock()
    ends, replayed = [], []
    for batch in PacedReplay(start, UNTIL, 60).batches(sent, clock, clock.sleep):
        ends.append(clock.now)
        replayed += batch
    assert replayed == [each.change for each in sent]
    assert ends[-1] == 160
    assert len(ends) == 121
