"""What the metrics tell of an hour that was held against the log."""

from prometheus_client import CollectorRegistry, generate_latest

from oversight_indicators.events.reconciliation import OUTCOMES, Reconciled, SourceHour
from oversight_indicators.metrics import Metrics


def hour(number: int, source: str, events: int | None, counted: int) -> Reconciled:
    return Reconciled(
        SourceHour(number, source), events, {**dict.fromkeys(OUTCOMES, 0), "counted": counted}
    )


def told(registry: CollectorRegistry) -> list[str]:
    return generate_latest(registry).decode().splitlines()


def test_the_newest_hour_is_told_by_source_and_outcome() -> None:
    registry = CollectorRegistry()
    compared = [hour(6, "feed", 9, 9), hour(7, "feed", 5, 4), hour(7, "cut", None, 2)]
    Metrics(registry).reconciled(7, 3, compared, {"feed": 1, "cut": 0})
    lines = told(registry)
    assert 'oversight_indicators_hour_events_in_log{source="feed"} 5.0' in lines
    assert 'oversight_indicators_hour_events{outcome="counted",source="feed"} 4.0' in lines
    assert 'oversight_indicators_hour_events{outcome="counted",source="cut"} 2.0' in lines
    assert not any('events_in_log{source="cut"}' in line for line in lines)
    assert 'oversight_indicators_events_different{source="feed"} 1.0' in lines


def test_a_source_that_is_not_heard_of_any_more_is_not_told_of_for_ever() -> None:
    registry = CollectorRegistry()
    metrics = Metrics(registry)
    metrics.reconciled(7, 1, [hour(7, "old", 5, 4)], {"old": 1})
    metrics.reconciled(8, 1, [hour(8, "new", 2, 2)], {"new": 0})
    assert not any('"old"' in line for line in told(registry))
