"""The judgement of a change: by which spread, and never against the process chart."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.simulations.series import World, months_of

from oversight_measures.control_charts.series_chart import series_chart
from oversight_measures.control_charts.special_causes import Cause
from oversight_measures.judgement import Compared, judged, limits_of_later
from oversight_measures.periods.period import Every, Period, same_dates_last_year
from oversight_measures.significance import Method, Verdict
from oversight_measures.spread.observed import Kind, Observed
from oversight_measures.spread.spread import Source, Spread

COUNTS = st.lists(st.integers(0, 3000), min_size=12, max_size=26)
SHARES = st.lists(
    st.integers(1, 2000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))),
    min_size=12,
    max_size=26,
)


def counted(counts: Sequence[int]) -> list[Observed]:
    return [
        Observed(each.start, n, each.days)
        for each, n in zip(months_of(len(counts)), counts, strict=True)
    ]


def compared(*pieces: Observed) -> Compared:
    last = pieces[-1]
    end = next(each.end for each in months_of(60) if each.start == last.day)
    hits, of = sum(int(each.hits) for each in pieces), sum(each.of for each in pieces)
    return Compared(Period(pieces[0].day, end), hits, of)


def made(found: Verdict | None) -> Verdict:
    assert found is not None
    return found


def contradictions(series: Sequence[Observed], kind: Kind) -> list[date]:
    """The pieces whose change on the one before is called, though the chart marks neither."""
    (segment,) = series_chart(series, kind, Every.MONTH).judged
    common = {
        day
        for day, cause in zip(segment.days, segment.causes, strict=True)
        if cause is Cause.COMMON
    }
    return [
        now.day
        for before, now in pairwise(series)
        if {now.day, before.day} <= common
        and (verdict := judged(series, kind, compared(now), compared(before)))
        and verdict.beyond_chance
    ]


@settings(deadline=None, max_examples=40)
@given(COUNTS)
def test_no_count_is_a_change_where_the_chart_calls_both_common_cause(counts: list[int]) -> None:
    assert contradictions(counted(counts), Kind.COUNT) == []


@settings(deadline=None, max_examples=40)
@given(SHARES, st.sampled_from([Kind.SHARE, Kind.RATIO]))
def test_no_share_is_a_change_where_the_chart_calls_both_common_cause(
    pairs: list[tuple[int, int]], kind: Kind
) -> None:
    series = [
        Observed(each.start, n, of)
        for each, (n, of) in zip(months_of(len(pairs)), pairs, strict=True)
    ]
    assert contradictions(series, kind) == []


def test_what_the_test_alone_would_call_is_said_to_be_within_the_limits() -> None:
    # From 2.4 standard deviations above to as many below, where neighbours differ by one or two.
    counts = [1000 + 25 * (n % 3 - 1) for n in range(18)]
    counts[8], counts[9] = 1065, 935
    series = counted(
        [round(n * each.days / 30) for n, each in zip(counts, months_of(18), strict=True)]
    )
    found = made(judged(series, Kind.COUNT, compared(series[9]), compared(series[8])))
    assert (found.beyond_chance, found.in_limits) == (False, True)
    assert found.p is not None
    assert found.p < 0.05


def test_a_surge_is_called_and_the_months_after_it_are_not() -> None:
    counts = [100, 108, 97, 104, 95, 400, 103, 99, 106, 98, 101, 107, 96]
    series = counted(counts)
    called = [
        now.hits
        for before, now in pairwise(series)
        if made(judged(series, Kind.COUNT, compared(now), compared(before))).beyond_chance
    ]
    assert called == [400, 103]


def test_the_same_dates_of_two_years_are_held_against_calendar_month_and_year() -> None:
    series = World(season=0.2).months(24, numpy.random.default_rng(1))
    found = made(judged(series, Kind.COUNT, compared(*series[-3:]), compared(*series[-15:-12])))
    assert found.spread is not None
    assert (found.spread.source, found.method) == (Source.SEASONAL, Method.QUASI_POISSON)
    other = made(judged(series, Kind.COUNT, compared(series[-1]), compared(series[-2])))
    assert other.spread is not None
    assert other.spread.source is Source.LOCAL


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("months", [13, 24, 35])
def test_no_verdict_is_given_where_a_season_could_be_what_changed(kind: Kind, months: int) -> None:
    series = World(kind, season=0.2).months(months, numpy.random.default_rng(1))
    pieces = {
        "quarter": (series[-3:], series[-6:-3]),
        "half": (series[-6:], series[-12:-6]),
        "months apart": (series[-1:], series[-7:-6]),
    }
    for now, before in pieces.values():
        found = made(judged(series, kind, compared(*now), compared(*before)))
        assert (found.method, found.beyond_chance) == (Method.UNTOLD_SEASON, None)
        assert found.detectable is None
    # Neighbouring months are what a process chart compares; the same dates have the same season.
    beside = made(judged(series, kind, compared(series[-1]), compared(series[-2])))
    assert beside.beyond_chance is not None
    # Nor does a spread that is stated know a season, nor counts that are few.
    stated = Spread(5.0, 6, Source.PRIOR)
    quarters = compared(*series[-3:]), compared(*series[-6:-3])
    assert made(judged([], kind, *quarters, stated)).method is Method.UNTOLD_SEASON
    few, fewer = (
        Compared(each.period, n, each.period.days) for each, n in zip(quarters, (9, 0), strict=True)
    )
    assert made(judged([], Kind.COUNT, few, fewer)).method is Method.UNTOLD_SEASON


def test_a_season_is_taken_out_of_both_periods_or_of_none() -> None:
    """A summer before the history, held against a winter in it, is not a fall of a third."""
    base = [600, 500, 700, 900, 1100, 1300, 1200, 1300, 1100, 900, 700, 600]
    history, known = counted(base * 4), counted(base * 5)
    winter = compared(*known[-2:])
    summer = Compared(Period(date(2016, 6, 1), date(2016, 8, 1)), 1300 + 1200, 61)
    assert history[0].day > summer.period.start
    found = made(judged(history, Kind.COUNT, winter, summer))
    assert (found.method, found.beyond_chance) == (Method.UNTOLD_SEASON, None)
    inside = compared(*known[17:19])
    assert made(judged(known, Kind.COUNT, winter, inside)).beyond_chance is False


def test_what_a_chart_has_its_word_in_states_no_change_that_the_test_alone_would_find() -> None:
    series = World().months(24, numpy.random.default_rng(2))
    for now, before in pairwise(series[:-8]):
        found = made(judged(series, Kind.COUNT, compared(now), compared(before)))
        assert found.beyond_chance is False
        assert found.detectable is None
    alone = made(judged(series, Kind.COUNT, compared(*series[-3:]), compared(*series[-15:-12])))
    assert alone.detectable is not None


def test_a_surge_years_ago_does_not_hide_a_change() -> None:
    series = World(season=0.2).months(60, numpy.random.default_rng(3), last_quarter=1.15)
    surge = series[-30]._replace(hits=3000)
    with_it = [*series[:-30], surge, *series[-29:]]
    quarters = compared(*series[-3:]), compared(*series[-15:-12])
    found = made(judged(with_it, Kind.COUNT, *quarters))
    assert found.spread is not None
    assert found.spread.surges == (surge.day,)
    assert found.beyond_chance is True


def test_a_stated_spread_is_that_of_as_many_events_as_are_compared() -> None:
    stated = Spread(12.0, 4, Source.PRIOR, at=1000)
    first, second = months_of(2)
    # By 12 whatever the level the first would be none, and the second one.
    for level, times, beyond in ((80, 2.0, True), (4000, 1.35, False)):
        now, before = (
            Compared(second, level * times, second.days),
            Compared(first, level * first.days / second.days, first.days),
        )
        found = made(judged([], Kind.COUNT, now, before, stated))
        assert found.beyond_chance is beyond, level
        assert found.spread is not None
        average = level * (1 + times) / 2
        assert found.spread.dispersion == pytest.approx(1 + 11 * average / 1000, rel=0.03)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("months", [13, 18, 23])
def test_how_much_years_differ_is_not_told_by_how_neighbours_do(kind: Kind, months: int) -> None:
    series = World(kind).months(months, numpy.random.default_rng(1))
    pair = compared(series[-1]), compared(series[-13])
    found = made(judged(series, kind, *pair))
    assert (found.method, found.beyond_chance) == (Method.UNTOLD_YEARS, None)
    # Neighbours are told by neighbours, and so is what is stated of them.
    beside = made(judged(series, kind, pair[0], compared(series[-2])))
    assert beside.beyond_chance is not None
    stated = Spread(5.0, 6, Source.PRIOR)
    for known in (series, []):
        assert made(judged(known, kind, *pair, stated)).method is Method.UNTOLD_YEARS


def test_few_events_of_two_years_have_the_exact_test_all_the_same() -> None:
    series = counted([2] * 17 + [9])
    now = Compared(months_of(18)[-1], 9, 31)
    found = made(judged(series, Kind.COUNT, now, Compared(months_of(18)[-13], 0, 31)))
    assert (found.method, found.beyond_chance) == (Method.EXACT, True)


def test_what_happens_in_one_month_of_the_year_has_no_verdict_on_years() -> None:
    """A yearly event tells nothing of years by how its month differs from the empty ones beside."""
    months = [
        Observed(each.start, {0: 30, 12: 60, 24: 20}.get(at, 0), each.days)
        for at, each in enumerate(months_of(30))
    ]
    for now, before in ((12, 0), (24, 12)):
        found = made(judged(months, Kind.COUNT, compared(months[now]), compared(months[before])))
        assert (found.method, found.beyond_chance) == (Method.UNTOLD_YEARS, None)


def test_the_chart_says_what_it_asks_of_the_later_of_two_points() -> None:
    series = World().months(24, numpy.random.default_rng(2))
    now, before, year = (compared(series[at]).period for at in (-1, -2, -13))
    limits = limits_of_later(series, Kind.COUNT, now, before)
    (segment,) = series_chart(series, Kind.COUNT).shown
    assert limits == segment.limits[-1]
    # Another question, and what is no point, have no word of the chart.
    assert limits_of_later(series, Kind.COUNT, now, year) is None
    quarter = Period(months_of(24)[-3].start, now.end)
    assert limits_of_later(series, Kind.COUNT, quarter, before) is None


def test_a_february_is_held_against_all_of_the_last_one() -> None:
    february = Period(date(2021, 2, 1), date(2021, 3, 1))
    before = same_dates_last_year(february)
    assert before.days == 29
    months = [Observed(each.start, 10 * each.days, each.days) for each in months_of(24)]
    found = judged(months, Kind.COUNT, Compared(february, 280, 28), Compared(before, 290, 29))
    assert made(found).p == pytest.approx(1)
    assert made(made(found)).spread is not None
    assert made(found).spread.source is Source.SEASONAL  # type: ignore[union-attr]


def test_three_years_of_months_take_the_season_out_of_neighbours_too() -> None:
    # Half as many in winter: July on June is a fall of nothing, once that is known.
    base = [600, 500, 700, 900, 1100, 1300, 1200, 1300, 1100, 900, 700, 600]
    short = counted(base * 2)
    long = counted(base * 3)
    for series, beyond in ((short, None), (long, False)):
        verdict = made(judged(series, Kind.COUNT, compared(series[14]), compared(series[13])))
        assert bool(verdict.spread and verdict.spread.season) is (beyond is not None)
    assert verdict.beyond_chance is False
    assert verdict.p is not None
    assert verdict.p > 0.8


@pytest.mark.parametrize("kind", list(Kind))
def test_without_months_the_stated_spread_stands_or_nothing_is_said(kind: Kind) -> None:
    stated = Spread(5.0, 6, Source.PRIOR)
    now, before = (Compared(each, 400, 1000) for each in months_of(2)[::-1])
    found = made(judged([], kind, now, before, stated))
    assert found.spread == stated
    alone = judged([], kind, now, before)
    assert alone is None or alone.beyond_chance is None


def test_small_counts_without_months_have_the_exact_test() -> None:
    first, second = months_of(2)
    found = made(judged([], Kind.COUNT, Compared(second, 9, 30), Compared(first, 0, 30)))
    assert (found.method, found.beyond_chance) == (Method.EXACT, True)
