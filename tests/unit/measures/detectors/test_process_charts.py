"""Process charts as detectors: which bucket opens, by which rule, and with which it is over."""

from fractions import Fraction

import pytest
from numpy.random import default_rng

from oversight_measures.control_charts.limits import around
from oversight_measures.control_charts.special_causes import special_causes
from oversight_measures.detectors.episodes import Episode
from oversight_measures.detectors.flows import Cases, Events
from oversight_measures.detectors.process_charts import (
    RUN_LENGTHS,
    CountsChart,
    SharesChart,
    Sign,
    run_length,
)
from oversight_measures.detectors.watches import Watch
from oversight_measures.spread.moving_ranges import D2, mean_range

# A mean of 100 and a standard deviation of 10 for buckets of one day.
CHART = CountsChart(100, "above")


def counts(*values: float) -> list[tuple[float, float]]:
    return [(value, 1) for value in values]


@pytest.mark.parametrize(
    ("values", "opened", "sign"),
    [
        pytest.param((100, 130.1, 101), 1, Sign.OUTSIDE, id="outside"),
        pytest.param((100, 130, 100), None, None, id="on the limit"),
        pytest.param((100, 125, 110, 121), 3, Sign.NEAR, id="two of three"),
        pytest.param((100, 125, 99, 121), None, None, id="one of three better"),
        pytest.param((99, *7 * (101,)), 7, Sign.RUN, id="seven beyond the mean"),
        pytest.param((*3 * (101,), 100, *6 * (101,)), None, None, id="six and one on it"),
        pytest.param((94, 95, 96, 97, 98, 99, 101), 6, Sign.TREND, id="seven worse and worse"),
        pytest.param((92, 93, 94, 95, 96, 97, 98), None, None, id="but still better than usual"),
    ],
)
def test_a_special_cause_opens_when_its_last_bucket_comes(
    values: tuple[float, ...], opened: int | None, sign: Sign | None
) -> None:
    found = CHART.judged(counts(*values))
    assert [each.opened for each in found] == ([] if opened is None else [opened])
    signs = CHART.signs(counts(*values))
    assert [each for each in signs if each] == ([sign] if sign else [])


def test_it_is_over_with_the_first_bucket_back_at_the_mean() -> None:
    values = (100, 104, 131, 105, 103, 100, 131)
    assert CHART.judged(counts(*values)) == [Episode(1, 2, 5), Episode(6, 6, None)]


def test_only_the_worse_side_is_found() -> None:
    low = counts(100, *8 * (60,))
    assert CHART.judged(low) == []
    assert CountsChart(100, "below").judged(low) == [Episode(1, 1, None)]


def test_shares_are_held_against_limits_for_their_own_cases() -> None:
    chart = SharesChart(0.5, "below", dispersion=4)
    # 3 standard deviations of 100 cases at dispersion 4 are 0.3, of 10,000 cases 0.03.
    assert chart.judged([(21, 100)]) == []
    assert chart.judged([(19, 100)]) == [Episode(0, 0, None)]
    assert chart.judged([(4_600, 10_000)]) == [Episode(0, 0, None)]
    assert chart.judged([(0, 0), (19, 100), (0, 0)]) == [Episode(1, 1, 2)]


def test_each_bucket_is_marked_as_the_chart_marks_it_when_it_comes() -> None:
    drawn = default_rng(4).normal(100, 13, 400)
    limits = around(Fraction(100), Fraction(30))
    values = [Fraction(value) for value in drawn]
    signs = CHART.signs(counts(*drawn))
    for at in range(len(values)):
        causes = special_causes(values[: at + 1], [limits] * (at + 1))
        worse = causes[at].direction > 0
        trend_that_is_better = signs[at] is None and values[at] <= 100
        assert (signs[at] is not None) == worse or trend_that_is_better


def test_what_is_simulated_is_what_runs() -> None:
    generator = default_rng(7)
    flow = Cases("hits", "misses", (40.0,), 0.3, 0.02)
    drawn = flow.draw(generator, 20, 700)
    chart = SharesChart(0.3, "above", 1.5)
    marks = Watch("share", chart, ("hits",), ("misses",), days=7).open_days(drawn)
    for run in range(20):
        hits, misses = (drawn[name][run].reshape(-1, 7).sum(axis=1) for name in ("hits", "misses"))
        episodes = chart.judged([(int(h), int(h + m)) for h, m in zip(hits, misses, strict=True)])
        assert sum((e.ended or 100) - e.opened for e in episodes) == marks[run, 6::7].sum()


def test_counts_are_simulated_as_they_run_too() -> None:
    drawn = Events("n", (100.0,), 2.0).draw(default_rng(3), 10, 300)
    chart = CountsChart(100, "below", dispersion=2)
    marks = Watch("n", chart, ("n",)).open_days(drawn)
    for run in range(10):
        episodes = chart.judged([(int(n), 1) for n in drawn["n"][run]])
        assert sum((e.ended or 300) - e.opened for e in episodes) == marks[run].sum()


def test_limits_of_few_points_are_wrong_more_often() -> None:
    assert run_length(13) == RUN_LENGTHS[13] < run_length(14) < run_length(16)
    assert run_length(500) == RUN_LENGTHS[120]
    with pytest.raises(ValueError, match="points must be 13 or more, not 12"):
        run_length(12)


@pytest.mark.parametrize("points", [13, 24])
def test_chance_opens_one_as_seldom_as_is_stated(points: int) -> None:
    generator, runs, after = default_rng(points), 1_500, 120
    begun = 0
    for drawn in 1_000 * generator.standard_normal((runs, points + after)):
        spread = float(mean_range(list(drawn[:points]), screen=True)) / D2
        chart = CountsChart(100, "above", dispersion=spread**2 / 100)
        mean = float(drawn[:points].mean())
        begun += len(chart.judged([(float(each) - mean + 100, 1) for each in drawn[points:]]))
    assert runs * after / begun == pytest.approx(run_length(points), rel=0.12)
