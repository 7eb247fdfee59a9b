"""With what was known then: what came late opens late, and what was loaded later is refused."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.unit.local.backtest.test_replay import FORCE, SURGE

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import RULE
from oversight_indicators.events.model import KafkaRecord
from oversight_local.backtest.trial import Trial, trials_as_then
from oversight_local.client.change import Change, encode
from oversight_local.failure import Failure
from oversight_measures.periods.period import DAY, Period, london_midnight

FIRST = date(2026, 1, 5)
PERIOD = Period(date(2026, 1, 19), date(2026, 3, 2))
SURGING = range(20, 30)
SECTION_60 = "criminal-justice-and-public-order-act-1994-section-60"
STRUCTURED = "application/cloudevents+json"


def searched(day: int, number: int, revision: int = 1, removed: bool = False) -> Change:
    at = datetime(2026, 1, 5, 12, number, tzinfo=UTC) + day * DAY
    surge = day in SURGING and number < 40
    data = {
        "force": FORCE,
        "area": "force",
        "revision": revision,
        "searched_at": at,
        "search_type": "person",
        "legislation": SECTION_60 if surge else "misuse-of-drugs-act-1971-section-23",
    }
    gone = {name: data[name] for name in ("force", "area", "revision")}
    subject = f"s{day}-{number}"
    if removed:
        return Change("removed", "stop-search", subject, revision, at, gone)
    return Change("recorded", "stop-search", subject, revision, at, data)


def log(wait: timedelta, until: int = 60) -> Iterator[KafkaRecord]:
    """Fifty searches a day, each heard of so long after it was made."""
    for day in range(until):
        for number in range(50):
            yield message(searched(day, number), wait, day * 50 + number)


def message(change: Change, wait: timedelta, offset: int) -> KafkaRecord:
    timestamp = round((change.time + wait).timestamp() * 1000)
    return KafkaRecord(0, offset, timestamp, encode(change, "urn:x"), STRUCTURED)


@pytest.fixture
def tried(catalogue: Catalogue) -> Catalogue:
    rule = RULE.validate_python(SURGE)
    return replace(catalogue, rules={rule.id: rule}, baselines=())


def replayed(catalogue: Catalogue, messages: list[KafkaRecord]) -> Trial:
    (found,) = trials_as_then([("current", catalogue)], messages, FORCE, PERIOD)
    return found


def test_what_comes_at_once_opens_as_its_day_closes(tried: Catalogue) -> None:
    (episode,) = replayed(tried, list(log(timedelta(minutes=1)))).result.rules["surge"].episodes
    assert episode.opened_at == london_midnight(FIRST + 22 * DAY)


def test_what_comes_five_days_late_is_missing_until_then(tried: Catalogue) -> None:
    surge = replayed(tried, list(log(timedelta(days=5)))).result.rules["surge"]
    assert surge.episodes == ()
    assert {verdict for verdict, _ in surge.mute.by_reason} == {"records-missing"}


def test_a_rule_that_waits_for_late_records_finds_it_late(tried: Catalogue) -> None:
    rule = RULE.validate_python({**SURGE, "grace": "6 days"})
    waiting = replace(tried, rules={rule.id: rule})
    (episode,) = replayed(waiting, list(log(timedelta(days=5)))).result.rules["surge"].episodes
    assert episode.opened_at == london_midnight(FIRST + 22 * DAY) + 6 * DAY


def test_what_is_removed_later_is_known_until_then(tried: Catalogue) -> None:
    gone = [
        message(searched(day, number, 2, removed=True), timedelta(days=12), 9_000 + number)
        for day in SURGING
        for number in range(40)
    ]
    found = replayed(tried, [*log(timedelta(minutes=1)), *gone])
    first = found.result.rules["surge"].episodes[0]
    assert first.opened_at == london_midnight(FIRST + 22 * DAY)
    assert first.end_reason == "corrected"


def test_a_period_that_was_loaded_later_is_refused_with_the_day(tried: Catalogue) -> None:
    with pytest.raises(Failure) as failure:
        replayed(tried, list(log(timedelta(days=300))))
    assert "2,100 of 2,100 records of the period came more than 31 days" in str(failure.value)
    assert "from 15 November 2026 to 26 December 2026" in str(failure.value)
