"""What came by hour, as the projection holds it."""

from datetime import UTC, datetime, timedelta

from tests.unit.alerts.builders import NOW, arrived, shipped

from oversight_alerts.projection.arrivals import ArrivedHours, Feed, hour_number
from oversight_alerts.projection.filter import relevant
from oversight_alerts.projection.retention import Retention
from oversight_contracts.facts.arrivals import Arrivals
from oversight_contracts.facts.facts import write_fact

EIGHT = datetime(2026, 7, 14, 8, tzinfo=UTC)
SOURCE = Feed("urn:feed")
INCIDENTS = Feed("urn:feed", "west-midlands", "incident")
RETENTION = Retention.of(shipped())


def test_what_came_is_known_of_a_feed_and_of_each_part_of_it() -> None:
    hours = ArrivedHours()
    hours.put([arrived(EIGHT, created=5, arrived=3, crime_recorded=2)])
    assert {feed: counts[hour_number(EIGHT)] for feed, counts in hours.feeds().items()} == {
        SOURCE: 10,
        Feed("urn:feed", "west-midlands"): 10,
        INCIDENTS: 8,
        INCIDENTS._replace(stage="created"): 5,
        INCIDENTS._replace(stage="arrived"): 3,
        Feed("urn:feed", "west-midlands", "crime"): 2,
        Feed("urn:feed", "west-midlands", "crime", "recorded"): 2,
    }
    assert list(INCIDENTS._replace(stage="created").wider) == [
        INCIDENTS,
        Feed("urn:feed", "west-midlands"),
        SOURCE,
    ]


def test_the_later_look_at_an_hour_takes_the_place_of_another() -> None:
    hours, later = ArrivedHours(), NOW + timedelta(minutes=1)
    hours.put([arrived(EIGHT, at=later, created=7), arrived(EIGHT, created=5, arrived=1)])
    assert hours.feeds()[SOURCE] == {hour_number(EIGHT): 7}
    hours.put([arrived(EIGHT, at=later + timedelta(minutes=1), dispatched=8)])
    assert set(hours.feeds()) == {
        *(SOURCE, SOURCE._replace(force="west-midlands"), INCIDENTS),
        INCIDENTS._replace(stage="dispatched"),
    }


def test_what_is_pruned_is_forgotten() -> None:
    hours = ArrivedHours()
    hours.put([arrived(EIGHT, created=7), arrived(EIGHT + timedelta(hours=1), created=2)])
    hours.prune("2026-07-14T09")
    assert hours.feeds()[SOURCE] == {hour_number(EIGHT) + 1: 2}
    hours.prune("2026-07-14T10")
    assert hours.feeds() == {}


def test_eight_weeks_are_kept_and_two_days() -> None:
    def read(fact: Arrivals) -> object:
        return relevant(fact.key, write_fact(fact), RETENTION.horizons(NOW), RETENTION.telling)

    young = arrived(NOW - timedelta(weeks=8), created=1)
    assert read(young) == young
    assert read(arrived(NOW - timedelta(weeks=8, days=3), created=1)) is None
