"""A replay is what alerts would have done, and knows of nothing before it happened."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from oversight_alerts.backtest.replay import backtest
from oversight_alerts.backtest.result import Backtest, ReplayedEpisode
from oversight_alerts.backtest.totals import StoredTotals
from oversight_alerts.episodes.lifecycle import AlertState
from oversight_alerts.episodes.pipeline import RecordedState, evaluate
from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.rules.series import RuleSeries
from oversight_contracts.definitions.baselines import Baseline
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import RULE, IndicatorRule
from oversight_contracts.facts.facts import SeriesKey, TotalFact
from oversight_contracts.time_buckets import bucket_of_hour
from oversight_contracts.windows import BucketRange
from oversight_measures.periods.period import DAY, Period, london_midnight

FORCE = "west-midlands"
FIRST = date(2026, 1, 5)
PERIOD = Period(date(2026, 1, 12), date(2026, 4, 6))
COMMON = {"question": "?", "advice": "Ask.", "severity": "warning", "thread": "stop-search"}
SURGE: Mapping[str, object] = {
    **COMMON,
    "id": "surge",
    "title": "Surge",
    "kind": "limit",
    "indicator": "stop-search.section-60",
    "window": 7,
    "when": "above",
    "threshold": 60,
    "minimum": 1,
}
DRIFT: Mapping[str, object] = {
    **COMMON,
    "id": "drift",
    "title": "Drift",
    "kind": "drift",
    "bucket": "week",
    "indicator": "stop-search.searches",
    "times": "1.5",
    "once_in": "5 years",
    "minimum": 10,
}
RULES: dict[str, IndicatorRule] = {
    each.id: each for each in map(RULE.validate_python, (SURGE, DRIFT))
}


def a_fact(indicator: str, day: date, n: int) -> TotalFact:
    return TotalFact(
        generation=1,
        revision=1,
        indicator=indicator,
        force=FORCE,
        area="force",
        by="",
        bucket=day.isoformat(),
        n=n,
        of=0,
        pending=0,
    )


def facts(surge: Iterable[int] = range(40, 50), searches: int = 30) -> list[TotalFact]:
    """Searches each day, and on the days numbered ``surge`` many under section 60."""
    found, surging = [], set(surge)
    for number in range(120):
        day, more = FIRST + number * DAY, 40 if number in surging else number % 3
        found.append(a_fact("stop-search.section-60", day, more))
        found.append(a_fact("stop-search.searches", day, searches + number % 5 + more))
    return found


@pytest.fixture
def tried(catalogue: Catalogue) -> Catalogue:
    return replace(catalogue, rules=RULES, baselines=())


def replayed(catalogue: Catalogue, known: Iterable[TotalFact], period: Period = PERIOD) -> Backtest:
    return backtest(catalogue, StoredTotals(known), FORCE, period)


def test_a_surge_opens_as_its_bucket_closes_and_ends_with_a_reason(tried: Catalogue) -> None:
    (episode,) = replayed(tried, facts()).rules["surge"].episodes
    assert episode.opened_at == london_midnight(FIRST + 42 * DAY)
    assert (episode.began, episode.before) == (f"{FIRST + 41 * DAY}", False)
    assert episode.end_reason == "recovered"
    assert episode.ended_at is not None
    assert episode.ended_at.date() == FIRST + 56 * DAY
    assert episode.peak == 280


def test_what_was_open_as_the_period_began_is_told_apart(tried: Catalogue) -> None:
    result = replayed(tried, facts(), Period(FIRST + 46 * DAY, PERIOD.end))
    (episode,) = result.rules["surge"].episodes
    assert episode.before
    assert result.rules["surge"].opened == ()
    assert [each.said for each in result.emails] == [(("over", "surge"),)]


def test_what_lasts_to_the_end_of_the_period_is_still_open(tried: Catalogue) -> None:
    (episode,) = replayed(tried, facts(range(40, 120))).rules["surge"].episodes
    assert (episode.ended_at, episode.end_reason) == (None, None)


def test_a_rule_that_cannot_speak_is_mute_for_a_reason(tried: Catalogue) -> None:
    result = replayed(tried, facts())
    drift = result.rules["drift"]
    assert drift.mute.by_reason == {("no-baseline", "no baseline is set for it"): result.hours}
    early = replayed(tried, facts(), Period(FIRST, PERIOD.end)).rules["surge"].mute
    ((verdict, why),) = early.by_reason
    assert (verdict, why) == ("records-missing", "")
    assert early.hours == 7 * 24


def test_a_drift_is_held_against_its_baseline(tried: Catalogue) -> None:
    until = FIRST + 56 * DAY
    known = [
        each.model_copy(update={"n": each.n * 2})
        if each.bucket >= f"{until}" and each.indicator == "stop-search.searches"
        else each
        for each in facts(())
    ]
    baseline = Baseline.model_validate(
        {"force": FORCE, "rules": ["drift"], "from": FIRST, "to": until, "why": "as usual"}
        | {"set_by": "the board", "set_on": until}
    )
    result = replayed(replace(tried, baselines=(baseline,)), known)
    (episode,) = result.rules["drift"].episodes
    assert (
        london_midnight(until + 7 * DAY) <= episode.opened_at <= london_midnight(until + 21 * DAY)
    )
    assert result.rules["drift"].mute.hours < (until - PERIOD.start).days * 24 + 8 * 24


def test_nothing_is_known_before_it_happened(tried: Catalogue) -> None:
    """What is stored of later days changes nothing that was opened before."""
    whole = replayed(tried, facts()).rules["surge"].episodes
    for days in (42, 45, 57, 70):
        until = FIRST + days * DAY
        known = [each for each in facts() if each.bucket < until.isoformat()]
        part = replayed(tried, known, Period(PERIOD.start, until)).rules["surge"].episodes
        assert [each.opened_at for each in part] == [
            each.opened_at for each in whole if each.opened_at < london_midnight(until)
        ]


def test_it_is_what_living_through_it_gives(tried: Catalogue) -> None:
    """The evaluation of alerts, day by day over totals that come as they are counted."""
    store, states, opened = TotalsStore(), dict[RuleSeries, AlertState](), []
    by_day: dict[str, list[TotalFact]] = {}
    for fact in facts():
        by_day.setdefault(fact.bucket, []).append(fact)
    for day, counted in sorted(by_day.items()):
        store.put(counted)
        now = london_midnight(date.fromisoformat(day) + DAY)
        recorded = RecordedState(states, ())
        for decision in list(evaluate(tried, store, recorded, 1, now, lambda: "e")):
            series, state = decision.observation.series, decision.step.state
            ended = state.episode is not None and state.episode.state == "resolved"
            states[series] = AlertState() if ended else state
            if decision.transition in ("opened", "resolved"):
                opened.append((series.rule, decision.transition, now))
    (episode,) = replayed(tried, facts()).rules["surge"].episodes
    assert opened == [
        ("surge", "opened", episode.opened_at),
        ("surge", "resolved", episode.ended_at),
    ]


def test_a_force_without_records_is_mute_all_along(tried: Catalogue) -> None:
    result = backtest(tried, StoredTotals(facts()), "staffordshire", PERIOD)
    assert all(each.mute.hours == result.hours for each in result.rules.values())
    assert result.emails == ()


def test_one_cause_is_one_thread_and_its_emails_say_what_is_new(tried: Catalogue) -> None:
    """Both rules find the surge: one is told of it as it opens, the other joins."""
    other = RULE.validate_python({**SURGE, "id": "later", "threshold": 120})
    both = replace(tried, rules={**RULES, "later": other})
    (thread,) = replayed(both, facts()).threads
    assert (thread.slug, thread.rules) == ("stop-search", ("surge", "later"))
    assert [each.said for each in thread.emails] == [
        (("new", "surge"),),
        (("new", "later"), ("still", "surge")),
        (("over", "surge"), ("over", "later")),
    ]
    assert thread.closed_at is not None


def test_what_joins_a_thread_waits_for_its_follow_up(tried: Catalogue) -> None:
    rules = {
        f"r{at}": RULE.validate_python({**SURGE, "id": f"r{at}", "grace": f"{at} minutes"})
        for at in range(1, 6)
    }
    (thread,) = replayed(replace(tried, rules=rules), facts()).threads
    first, second, *_ = thread.emails
    assert second.at - first.at >= timedelta(hours=24)
    assert first.said == (("new", "r1"),)
    assert [word for word, _ in second.said] == [*["new"] * 4, "still"]


def test_totals_that_are_stored_answer_as_those_of_alerts_do() -> None:
    known = facts()
    store, stored = TotalsStore(), StoredTotals(known)
    store.put(known)
    series = SeriesKey("stop-search.searches", FORCE, "force")
    for first, last in ((0, 200), (5, 9), (7, 7), (100, 300)):
        window = BucketRange(f"{FIRST + first * DAY}", f"{FIRST + last * DAY}")
        assert stored.total(series, window) == store.total(series, window)
    assert stored.days(series) == store.days(series)


def test_hours_of_whole_london_days_are_summed_by_the_day() -> None:
    """Over the night on which the clocks change, and of a window that cuts a day."""
    start = datetime(2026, 3, 27, tzinfo=UTC)
    known = [
        a_fact("response.within-target", FIRST, number).model_copy(
            update={"bucket": bucket_of_hour(start + timedelta(hours=number))}
        )
        for number in range(96)
    ]
    store, stored = TotalsStore(), StoredTotals(known)
    store.put(known)
    series = known[0].series
    for first, end in ((0, 71), (24, 71), (3, 30), (0, 95)):
        hours = (bucket_of_hour(start + timedelta(hours=each)) for each in (first, end))
        window = BucketRange(*hours)
        assert stored.total(series, window) == store.total(series, window)


def test_of_two_revisions_the_higher_counts() -> None:
    one = a_fact("stop-search.searches", FIRST, 5)
    later = one.model_copy(update={"revision": 2, "n": 7})
    window = BucketRange(f"{FIRST}", f"{FIRST + DAY}")
    for order in ([one, later], [later, one]):
        assert StoredTotals(order).total(one.series, window).n == 7


def test_an_episode_names_its_series(tried: Catalogue) -> None:
    (episode,) = replayed(tried, facts()).rules["surge"].episodes
    assert isinstance(episode, ReplayedEpisode)
    assert episode.series == RuleSeries("surge", FORCE, "force")
