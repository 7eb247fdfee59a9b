"""What the page of an alert says of its rule."""

import pytest
from tests.unit.alerts.builders import NOW, fact_of, shipped

from oversight_alerts.episodes.lifecycle import Episode
from oversight_alerts.rules.series import RuleSeries
from oversight_reporting.web.alert_page import shown_episode


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("priority-2-response", "99% interval"),
        ("complaints-surge", "95% interval"),
        ("complaints-drift", "95% interval"),
        ("withdrawn-since", "95% interval"),
    ],
)
def test_the_interval_is_named_by_the_confidence_of_its_rule(rule: str, name: str) -> None:
    series = RuleSeries("priority-2-response", "west-midlands", "force", "grade=priority-2")
    fact = fact_of(Episode("e1", series, 1, "open", NOW, NOW, 1))
    found = shown_episode(shipped(), fact.model_copy(update={"rule": rule}))
    assert found.interval_name == name


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("fewer-records", "fewer records: too few are left to judge when it began"),
        ("of-a-later-version", "of-a-later-version"),
        (None, ""),
    ],
)
def test_an_alert_that_is_over_says_why(reason: str | None, words: str) -> None:
    series = RuleSeries("priority-2-response", "west-midlands", "force", "grade=priority-2")
    fact = fact_of(Episode("e1", series, 2, "resolved", NOW, NOW, 1))
    found = shown_episode(shipped(), fact.model_copy(update={"end_reason": reason}))
    assert found.end_reason == words
