"""The process chart of a series as it is counted: by the day, and without the season."""

from datetime import date
from fractions import Fraction

import numpy
import pytest
from tests.simulations.series import World, months_of

from oversight_measures.control_charts.false_alarms import Drawn, false_alarm_rate
from oversight_measures.control_charts.segments import Step
from oversight_measures.control_charts.series_chart import SeriesChart, series_chart
from oversight_measures.control_charts.share_charts import p_prime
from oversight_measures.control_charts.special_causes import Cause
from oversight_measures.periods.period import Every
from oversight_measures.spread.observed import Kind, Observed, least_dispersion

CASES = 400


def a_day(*rates: int) -> list[Observed]:
    months = months_of(len(rates))
    return [Observed(m.start, n * m.days, m.days) for n, m in zip(rates, months, strict=True)]


def seasonal(years: int, kind: Kind = Kind.COUNT) -> list[Observed]:
    world = World(kind, season=0.4, dispersion=1.5)
    return world.months(12 * years, numpy.random.default_rng(4))


def marks(chart: SeriesChart) -> int:
    return sum(cause is not Cause.COMMON for each in chart.judged for cause in each.causes)


def test_a_longer_month_has_more_and_is_no_special_cause() -> None:
    series = a_day(*[100] * 14)
    chart = series_chart(series, Kind.COUNT)
    (segment,) = chart.shown
    assert set(segment.causes) == {Cause.COMMON}
    assert [limits.centre for limits in segment.limits] == [each.hits for each in series]
    assert list(segment.values) == [each.hits for each in series]


def test_limits_are_for_the_days_of_each_month() -> None:
    chart = series_chart(a_day(*[95, 105] * 8), Kind.COUNT)
    (judged,), (shown,) = chart.judged, chart.shown
    for each, month in zip(shown.limits, months_of(16), strict=True):
        assert each == judged.limits[0].scaled(month.days)


@pytest.mark.parametrize("kind", [Kind.COUNT, Kind.SHARE])
def test_three_years_of_months_are_charted_without_their_season(kind: Kind) -> None:
    world, rng = World(kind, season=0.4, dispersion=1.5), numpy.random.default_rng(2)
    short = [series_chart(world.months(24, rng), kind) for _ in range(20)]
    long = [series_chart(world.months(36, rng), kind) for _ in range(60)]
    assert [each.seasons for each in short] == [({},)] * 20
    assert all(map(marks, short))
    # As seldom as a steady series of 36 points without its season, which is 32%.
    stated = false_alarm_rate(36, Drawn(cycle=12)) or 0
    assert sum(map(bool, map(marks, long))) / 60 <= 1.5 * stated
    # The lines go with the season.
    (segment,) = long[0].shown
    assert len(long[0].seasons[0]) == 12
    centres = [limits.centre for limits in segment.limits]
    assert max(centres) > 1.3 * min(centres)
    assert all(each.lower <= each.centre <= each.upper for each in segment.limits)


def test_a_share_without_a_season_is_a_p_prime_chart() -> None:
    rng = numpy.random.default_rng(6)
    series = [Observed(each.start, int(rng.binomial(CASES, 0.3)), CASES) for each in months_of(20)]
    (found,) = series_chart(series, Kind.SHARE, screen=False).judged
    (plain,) = p_prime([(each.day, (int(each.hits), each.of)) for each in series])
    assert (found.limits, found.causes) == (plain.limits, plain.causes)


def test_one_surge_does_not_hide_itself_where_jumps_are_screened() -> None:
    counts = [100, 103, 98, 101, 97, 102, 99, 250, 101, 98, 103, 100, 99, 102]
    series = [Observed(m.start, n, 1000) for n, m in zip(counts, months_of(14), strict=True)]
    wide, close = (
        series_chart(series, Kind.SHARE, screen=screen).judged[0].limits[0].upper
        for screen in (False, True)
    )
    assert close < wide
    assert series_chart(series, Kind.SHARE).judged[0].causes[7] is Cause.ABOVE_LIMIT


def test_a_frozen_season_is_that_of_the_first_points() -> None:
    series = seasonal(4)
    frozen = series_chart(series, Kind.COUNT, freeze=36)
    assert frozen.seasons == series_chart(series[:36], Kind.COUNT).seasons
    assert series_chart(series, Kind.COUNT, freeze=24).seasons == ({},)


def test_a_step_begins_the_season_anew_too() -> None:
    step = Step(date(2019, 1, 1), "another form")
    chart = series_chart(seasonal(5), Kind.COUNT, steps=[step])
    assert [bool(each) for each in chart.seasons] == [True, False]
    assert [each.step for each in chart.shown] == [None, step]


def test_twelve_quarters_have_a_season_of_four() -> None:
    months = seasonal(4)
    quarters = [
        Observed(m[0].day, sum(each.hits for each in m), sum(each.of for each in m))
        for m in (months[at : at + 3] for at in range(0, 48, 3))
    ]
    chart = series_chart(quarters, Kind.COUNT, Every.QUARTER)
    assert sorted(chart.seasons[0]) == [1, 4, 7, 10]
    assert isinstance(chart.shown[0].limits[0].centre, Fraction)


def test_limits_are_no_narrower_than_independent_events_would_have() -> None:
    """100 a month that hardly vary, by luck, and one of 115: a Poisson count has 115 often."""
    counts = [100, 101, 100, 99, 100, 101, 99, 100, 100, 101, 100, 99, 100, 115]
    series = [Observed(m.start, n, 30) for n, m in zip(counts, months_of(14), strict=True)]
    (segment,) = series_chart(series, Kind.COUNT).judged
    assert segment.causes[-1] is Cause.COMMON
    mean = sum(counts) / len(counts)
    upper = segment.limits[0].upper * 30
    assert float(upper) == pytest.approx(mean + 3 * mean**0.5)
    # It is not known what weighed counts would vary by.
    (weighed,) = series_chart(series, Kind.COUNT, least=0).judged
    assert weighed.causes[-1] is Cause.ABOVE_LIMIT


@pytest.mark.parametrize("kind", [Kind.SHARE, Kind.RATIO])
def test_limits_are_no_narrower_than_independent_cases_would_have(kind: Kind) -> None:
    hits = [100, 101, 100, 99, 100, 101, 99, 100, 100, 101, 100, 99, 100, 115]
    series = [Observed(m.start, n, CASES) for n, m in zip(hits, months_of(14), strict=True)]
    (segment,) = series_chart(series, kind).judged
    assert segment.causes[-1] is Cause.COMMON
    share = sum(hits) / len(hits) / CASES
    reach = 3 * (share * (1 - share) / CASES) ** 0.5
    assert float(segment.limits[0].upper) == pytest.approx(share + reach)
    points = [(each.day, (int(each.hits), each.of)) for each in series]
    assert p_prime(points, screen=True)[0].causes[-1] is Cause.ABOVE_LIMIT


@pytest.mark.parametrize("kind", [Kind.COUNT, Kind.SHARE])
def test_what_is_rare_has_no_limits(kind: Kind) -> None:
    """Of twelve months of none and one of 1 each would be a mark."""
    series = [Observed(m.start, n, 30) for n, m in zip([0] * 12 + [1], months_of(13), strict=True)]
    (segment,) = series_chart(series, kind).judged
    assert segment.rare
    assert not segment.enough
    (known,) = series_chart([each._replace(hits=2 + each.hits) for each in series], kind).judged
    assert known.enough


def test_rare_counts_from_two_a_piece_alarm_little_more_than_is_stated() -> None:
    rng = numpy.random.default_rng(8)
    found = []
    for row in rng.poisson(2.5, size=(150, 24)):
        pairs = zip(months_of(24), row, strict=True)
        series = [Observed(month.start, int(n), month.days) for month, n in pairs]
        found.append(bool(marks(series_chart(series, Kind.COUNT))))
    assert sum(found) / 150 <= 1.5 * (false_alarm_rate(24, Drawn()) or 0)


def test_counts_that_share_records_have_limits_as_close_as_they_can_vary() -> None:
    """Each outcome of a crime is one of the crimes, so that the two go up and down together."""
    hits = [100, 101, 99, 100, 101, 100, 99, 101, 100, 99, 100, 101, 100, 99]
    series = [Observed(m.start, n, 3 * n) for n, m in zip(hits, months_of(14), strict=True)]
    known = least_dispersion(series, Kind.RATIO, shares_records=True)
    assert known == pytest.approx(1 / 3)
    apart, shared = (
        series_chart(series, Kind.RATIO, least=least).judged[0].limits[0] for least in (1.0, known)
    )
    reaches = [float(each.upper - each.centre) for each in (apart, shared)]
    assert reaches[1] == pytest.approx(reaches[0] * known**0.5)
