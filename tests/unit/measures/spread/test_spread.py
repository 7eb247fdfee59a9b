"""What a series' own months tell of how much it varies."""

from collections.abc import Sequence
from dataclasses import replace

import numpy
import pytest
from scipy.stats import t
from tests.simulations.series import World, months_of

from oversight_measures.control_charts.share_charts import dispersion_of
from oversight_measures.control_charts.xmr import limits_of
from oversight_measures.periods.period import Every, Period
from oversight_measures.spread.local import spread_from_piece_to_piece
from oversight_measures.spread.observed import Kind, Observed
from oversight_measures.spread.season import season_of
from oversight_measures.spread.seasonal import spread_between_years
from oversight_measures.spread.spread import Source, Spread


def counted(counts: Sequence[int]) -> list[Observed]:
    return [
        Observed(each.start, n, each.days)
        for each, n in zip(months_of(len(counts)), counts, strict=True)
    ]


def shares(hits: Sequence[int], of: int) -> list[Observed]:
    return [Observed(each.start, n, of) for each, n in zip(months_of(len(hits)), hits, strict=True)]


def known(found: Spread | None) -> Spread:
    assert found is not None
    return found


def test_a_season_and_the_level_of_a_year_are_no_spread() -> None:
    base = [100, 120, 140, 160, 180, 200, 200, 180, 160, 140, 120, 100]
    risen = [n * 2 for n in base]
    found = known(spread_between_years(counted(base + risen), Kind.COUNT))
    assert (found.dispersion, found.source, found.pieces) == (1, Source.SEASONAL, 24)
    assert found.degrees == pytest.approx(11, abs=0.01)
    # The same months from one to the next: the season is what varies.
    assert known(spread_from_piece_to_piece(counted(base + risen), Kind.COUNT)).dispersion > 1


def test_two_years_are_held_against_each_other_month_by_month() -> None:
    # One month of twelve is 130 on 100, all others 100 on 100: 0.4 of it is the year's.
    series = counted([100] * 12 + [100] * 6 + [130] + [100] * 5)
    found = known(spread_between_years(series, Kind.COUNT))
    # Pearson's statistic of the two rows of twelve, on 11 degrees of freedom.
    table = numpy.array([[each.hits for each in series[:12]], [each.hits for each in series[12:]]])
    table = table.astype(float)
    expected = table.sum(0) * table.sum(1)[:, None] / table.sum()
    chi = ((table - expected) ** 2 / expected).sum()
    assert found.dispersion == pytest.approx(max(1.0, chi / 11), rel=0.02)


def test_the_change_that_is_asked_about_is_not_taken_for_noise() -> None:
    rng = numpy.random.default_rng(3)
    series = World().months(24, rng, last_quarter=2.0)
    months = months_of(24)
    asked = (
        Period(months[-3].start, months[-1].end),
        Period(months[-15].start, months[-13].end),
    )
    assert known(spread_between_years(series, Kind.COUNT)).dispersion > 20
    found = known(spread_between_years(series, Kind.COUNT, asked))
    assert found.dispersion < 2.5
    assert found.degrees == pytest.approx(10, abs=0.5)


@pytest.mark.parametrize("kind", [Kind.COUNT, Kind.SHARE])
@pytest.mark.parametrize("dispersion", [1.0, 4.0, 9.0])
def test_the_dispersion_is_found_whatever_the_season(kind: Kind, dispersion: float) -> None:
    world = World(kind, dispersion=dispersion, season=0.2)
    rng = numpy.random.default_rng(5)
    found = [known(spread_between_years(world.months(48, rng), kind)).dispersion for _ in range(60)]
    assert numpy.mean(found) == pytest.approx(dispersion, rel=0.15)


def test_a_level_that_wanders_is_found_out_with_its_pairs() -> None:
    rng = numpy.random.default_rng(7)
    world = World(level=4000, wander=0.08, rho=0.6)
    found = [known(spread_between_years(world.months(60, rng), Kind.COUNT)) for _ in range(60)]
    steady = [
        known(spread_between_years(replace(world, rho=0).months(60, rng), Kind.COUNT))
        for _ in range(60)
    ]
    assert found[0].pairs == 59
    assert 0.4 < numpy.mean([each.autocorrelation for each in found]) < 0.65
    assert numpy.mean([each.autocorrelation for each in steady]) < 0.12


def test_from_piece_to_piece_is_what_a_process_chart_has() -> None:
    rng = numpy.random.default_rng(9)
    series = World(Kind.SHARE, dispersion=4.0).months(18, rng)
    found = known(spread_from_piece_to_piece(series, Kind.SHARE))
    pairs = [(int(each.hits), each.of) for each in series]
    assert found.dispersion == pytest.approx(dispersion_of(pairs, screen=True) ** 2)
    # A count's: the standard deviation of an XmR chart of the daily rate.
    series = World(dispersion=4.0).months(18, rng)
    found = known(spread_from_piece_to_piece(series, Kind.COUNT))
    limits = limits_of([each.hits / each.of for each in series])  # type: ignore[misc]
    sigma = (limits.upper - limits.centre) / 2.66 / 1.128
    days, events = sum(each.of for each in series) / 18, sum(each.hits for each in series) / 18
    assert found.dispersion == pytest.approx(float(sigma) ** 2 * days**2 / float(events))


def test_one_surge_is_no_spread() -> None:
    calm = [100, 108, 97, 104, 95, 103, 99, 106, 98, 101, 107, 96]
    surge = [*calm[:5], 400, *calm[5:]]
    plain = known(spread_from_piece_to_piece(counted(calm), Kind.COUNT))
    assert known(spread_from_piece_to_piece(counted(surge), Kind.COUNT)).dispersion < 3
    assert (
        known(spread_from_piece_to_piece(counted(surge), Kind.COUNT, screen=False)).dispersion
        > 10 * plain.dispersion
    )


def test_with_few_months_the_stated_spread_stands_or_none() -> None:
    series, stated = counted([100, 200] * 5), Spread(5.0, 4, Source.PRIOR)
    assert spread_from_piece_to_piece(series, Kind.COUNT) is None
    assert spread_from_piece_to_piece(series, Kind.COUNT, prior=stated) is stated
    assert spread_between_years(counted([100] * 23), Kind.COUNT) is None


def test_the_season_takes_three_years() -> None:
    base = [100, 120, 140, 160, 180, 200, 200, 180, 160, 140, 120, 100]
    assert season_of(counted(base * 2), Kind.COUNT, Every.MONTH) == {}
    found = season_of(counted(base * 3), Kind.COUNT, Every.MONTH)
    assert found[1] == pytest.approx(100 / 31 / (1800 / 366), rel=0.02)
    assert sum(found.values()) == pytest.approx(12, abs=1e-4)
    # Of a share the odds: 0.2 and 0.6 are 1 to 4 and 6 to 4.
    odds = season_of(shares([20, 60] * 18, 100), Kind.SHARE, Every.MONTH)
    assert odds[2] / odds[1] == pytest.approx(6, rel=1e-3)


def test_months_without_any_event_tell_nothing_of_spread() -> None:
    found = known(spread_between_years(counted([0, 4, 9, 0, 7, 5] * 6), Kind.COUNT))
    assert found.dispersion == 1
    assert spread_between_years(counted([0] * 24), Kind.COUNT) is None


def test_quantiles_are_those_of_students_t() -> None:
    found = Spread(2.0, 10, Source.SEASONAL)
    assert found.t(0.95) == pytest.approx(t.ppf(0.975, 10))
    assert found.p(found.t(0.95)) == pytest.approx(0.05)
    assert found.reach(0.95) == pytest.approx(t.ppf(0.975, 10) + t.ppf(0.8, 10))


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="^dispersion "):
        Spread(0.9, 10, Source.LOCAL)
    with pytest.raises(ValueError, match="^degrees "):
        Spread(1.0, 0, Source.LOCAL)
    with pytest.raises(ValueError, match="^autocorrelation "):
        Spread(1.0, 1, Source.LOCAL, autocorrelation=1.0)
    with pytest.raises(ValueError, match="^hits "):
        spread_between_years(counted([-1]), Kind.COUNT)
    with pytest.raises(ValueError, match="^hits "):
        spread_from_piece_to_piece(shares([6], 5), Kind.SHARE)
    with pytest.raises(ValueError, match="^day "):
        spread_between_years(counted([1, 2])[::-1], Kind.COUNT)
    with pytest.raises(ValueError, match="^confidence "):
        Spread(1.0, 1, Source.LOCAL).t(95)
