"""What is not judged while a feed, or a part of one, has stopped."""

from datetime import timedelta

import pytest
from tests.unit.alerts.builders import NOW, arrived, shipped, totals
from tests.unit.alerts.rules.test_feed import HOUR, INCIDENTS, MONDAY, hours, office, without
from tests.unit.alerts.rules.test_observe import response, usual

from oversight_alerts.projection.reconciliations import ReconciledHours
from oversight_alerts.rules.feeds.inhibition import SilentFeeds, silent_feeds
from oversight_alerts.rules.feeds.troubles import feeds_of, look_at
from oversight_alerts.rules.observe import observe
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.windows import BucketRange

FORCE = "west-midlands"
TODAY = BucketRange("2026-07-13", "2026-07-14")
RESPONSE, COUNT, CRIMES = "response.within-target", "incidents.recorded", "crime.total"


def silent(*stages: str, passed: timedelta = 12 * HOUR) -> SilentFeeds:
    """The feeds that have stopped where those stages came no more from Monday 10:00 London on."""
    at = office()
    at.arrived.put(hours(MONDAY, MONDAY + passed, **without(*stages)))
    feeds, now = feeds_of(at.arrived, ReconciledHours()), MONDAY + passed
    return silent_feeds(look_at(feeds, now), feeds, now)


def words(found: SilentFeeds, indicator: str, force: str = FORCE, of: BucketRange = TODAY) -> str:
    return found.words(shipped(), shipped().indicators[indicator], force, of)


def test_without_arrivals_response_is_not_judged_and_incidents_are() -> None:
    found = silent("arrived")
    assert words(found, RESPONSE) == (
        "arrivals at incidents have stopped coming from urn:feed since 10:00 on Monday 13 July 2026"
    )
    assert words(found, "response.time")
    assert words(found, "incidents.welfare-attended")
    for judged in (COUNT, "response.answer-time", "incidents.mental-health", CRIMES):
        assert not words(found, judged)


def test_without_incidents_nothing_of_them_is_judged_and_crimes_are() -> None:
    found = silent(*INCIDENTS)
    assert words(found, COUNT).startswith(
        "events about incidents have stopped coming from urn:feed since"
    )
    assert words(found, RESPONSE)
    assert not words(found, CRIMES)


@pytest.mark.parametrize("indicator", [COUNT, RESPONSE])
def test_without_new_incidents_what_is_counted_of_them_is_not_judged(indicator: str) -> None:
    assert words(silent("created"), indicator).startswith("new incidents have stopped")


def test_without_a_source_nothing_that_it_tells_is_judged() -> None:
    found = silent(*INCIDENTS, "crime_recorded")
    assert words(found, CRIMES).startswith("events have stopped coming from urn:feed since")
    assert words(found, "crime.rate")
    assert words(found, COUNT)
    assert not words(found, "complaints.logged")
    assert not words(found, CRIMES, "staffordshire")


def test_days_before_it_stopped_are_judged() -> None:
    found = silent("arrived")
    assert not words(found, RESPONSE, of=BucketRange("2026-07-12", "2026-07-13"))
    assert not words(found, RESPONSE, of=BucketRange("2026-07-13T07", "2026-07-13T09"))
    assert words(found, RESPONSE, of=BucketRange("2026-07-13T07", "2026-07-13T10"))


def test_of_what_has_not_come_yet_a_doubt_is_enough() -> None:
    found = silent("arrived", passed=HOUR)
    assert found.troubles == ()
    assert words(found, RESPONSE).startswith("arrivals at incidents may have stopped coming")
    # How many there are is no matter of what is still to come.
    assert not words(silent("created", passed=HOUR), COUNT)
    assert silent().doubts == ()


def test_where_all_comes_everything_is_judged() -> None:
    at = office()
    at.arrived.put([arrived(MONDAY - 6 * 168 * HOUR, "urn:other", created=1)])
    feeds = feeds_of(at.arrived, ReconciledHours())
    found = silent_feeds(look_at(feeds, MONDAY), feeds, MONDAY)
    assert found == SilentFeeds((), ())
    assert not words(SilentFeeds(), RESPONSE)


@pytest.mark.parametrize(
    ("stopped", "verdict"), [((), Verdict.BROKEN), (("arrived",), Verdict.FEED_SILENT)]
)
def test_a_rule_on_what_does_not_come_is_mute_and_says_why(
    stopped: tuple[str, ...], verdict: Verdict
) -> None:
    held = totals(*response(MONDAY.date(), 300, 590), *usual(MONDAY.date() - timedelta(days=1)))
    rule = shipped().rules["priority-2-response"]
    looked_at = observe(shipped(), rule, held, NOW, silent(*stopped))
    (observation,) = [each for each in looked_at if each.series.force == FORCE]
    assert (observation.verdict, bool(observation.why_silent)) == (verdict, bool(stopped))
    assert not observation.recovered
