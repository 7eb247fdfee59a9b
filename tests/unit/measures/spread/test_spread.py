"""What a series' own months tell of how much it varies."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

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
from oversight_measures.spread.surges import runs_a_year


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


def test_it_is_the_same_to_the_last_digit_in_any_order() -> None:
    """Floats are added up exactly, as every version of Python does then."""
    for seed in range(20):
        found = [int(each) for each in numpy.random.default_rng(seed).poisson(400, 24)]
        one, other = (
            spread_from_piece_to_piece(shares(hits, 1000), Kind.SHARE)
            for hits in (found, found[::-1])
        )
        assert known(one).dispersion == known(other).dispersion


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


def test_a_year_without_any_event_tells_no_more_of_spread_than_its_lack() -> None:
    months = [4, 4, 9, 3, 7, 5, 6, 2, 8, 5, 4, 7] * 2
    full = known(spread_between_years(counted(months), Kind.COUNT))
    after = known(spread_between_years(counted([0] * 24 + months), Kind.COUNT))
    assert after.degrees == pytest.approx(full.degrees)
    assert after.dispersion == pytest.approx(full.dispersion)
    # Nor does a year in which all were hits.
    hits = [40, 44, 49, 43, 47, 45, 46, 42, 48, 45, 44, 47] * 2
    full = known(spread_between_years(shares(hits, 100), Kind.SHARE))
    after = known(spread_between_years(shares([100] * 12 + hits, 100), Kind.SHARE))
    assert after.degrees == pytest.approx(full.degrees)
    # Two years of something are no three, by which a season would be known.
    assert season_of(counted([0] * 12 + months), Kind.COUNT, Every.MONTH) == {}


@pytest.mark.parametrize("months", [24, 60])
@pytest.mark.parametrize("kind", [Kind.COUNT, Kind.SHARE])
def test_a_month_of_a_surge_blinds_nothing(months: int, kind: Kind) -> None:
    series = World(kind, dispersion=2.0, season=0.2).months(months, numpy.random.default_rng(8))
    calm = known(spread_between_years(series, kind))
    surge = series[-17]
    risen = surge._replace(hits=3000 if kind is Kind.COUNT else surge.of - 5)
    found = known(spread_between_years([*series[:-17], risen, *series[-16:]], kind))
    # Of two years nobody can tell which of the two is the surge.
    assert surge.day in found.surges
    assert len(found.surges) == (2 if months == 24 else 1)
    assert calm.surges == ()
    assert found.dispersion < calm.dispersion * 1.3 + 0.5
    assert found.degrees == pytest.approx(calm.degrees - 1, abs=0.5)


def test_two_surges_do_not_hide_one_another() -> None:
    series = World(dispersion=2.0).months(36, numpy.random.default_rng(3))
    calm = known(spread_between_years(series, Kind.COUNT))
    for at in (10, 11, 25):
        series[at] = series[at]._replace(hits=2500)
    found = known(spread_between_years(series, Kind.COUNT))
    assert found.surges == tuple(series[at].day for at in (10, 11, 25))
    assert found.dispersion < calm.dispersion * 1.5


def test_surges_in_separate_runs_recur_and_one_run_does_not() -> None:
    days = [each.start for each in months_of(60)]
    assert runs_a_year([], 60, 12, 3) is None
    assert runs_a_year(days[10:13], 60, 12, 3) is None
    assert runs_a_year([days[10], days[30], days[31]], 60, 12, 3) == pytest.approx(2 * 12 / 60)
    # Of two years the month that a surge is held against is left out with it, and is none.
    assert runs_a_year([days[2], days[14]], 24, 12, 3) is None
    assert runs_a_year([days[2], days[14], days[8], days[20]], 24, 12, 3) == pytest.approx(1)
    # December and January are one run, in whichever of the two years each lies.
    assert runs_a_year([days[11], days[23], days[0], days[12]], 24, 12, 3) is None
    quarters = [each.start for each in months_of(60)[::3]]
    assert runs_a_year([quarters[3], quarters[4]], 20, 4, 3) is None
    assert runs_a_year([quarters[3], quarters[9]], 20, 4, 3) == pytest.approx(0.4)


def test_what_varies_much_all_the_time_is_no_row_of_surges() -> None:
    rng = numpy.random.default_rng(11)
    world = World(dispersion=9.0)
    found = [known(spread_between_years(world.months(36, rng), Kind.COUNT)) for _ in range(60)]
    assert numpy.mean([each.dispersion for each in found]) == pytest.approx(9, rel=0.15)
    assert numpy.mean([len(each.surges) for each in found]) < 0.3


def test_a_stated_dispersion_grows_with_what_a_month_has() -> None:
    stated = Spread(12.0, 4, Source.PRIOR, at=1000)
    assert stated.at_volume(100, Kind.COUNT).dispersion == pytest.approx(2.1)
    assert stated.at_volume(4000, Kind.COUNT) == replace(stated, dispersion=45.0, at=4000)
    assert stated.at_volume(0, Kind.COUNT).dispersion == pytest.approx(1.011)
    # Twice is as once: what it is of goes with it.
    assert stated.at_volume(50, Kind.COUNT).at_volume(4000, Kind.COUNT).dispersion == 45
    # Shares of fewer cases were not seen to vary less.
    assert stated.at_volume(100, Kind.SHARE) == stated
    assert stated.at_volume(2000, Kind.RATIO).dispersion == 23
    # What it does not say it is of stays, and so does what a series told itself.
    own = Spread(3.0, 20, Source.LOCAL)
    assert own.at_volume(9, Kind.COUNT) is own
    few = spread_from_piece_to_piece(counted([30] * 5), Kind.COUNT, prior=stated)
    assert known(few).dispersion == pytest.approx(1.33)


@pytest.mark.parametrize("spread_of", [spread_between_years, spread_from_piece_to_piece])
def test_two_counts_that_share_records_vary_less_than_two_that_do_not(spread_of: Any) -> None:
    """Outcomes over crimes: half of the crimes of each month, whatever their number."""
    rng = numpy.random.default_rng(4)
    found = []
    for _ in range(40):
        crimes = rng.poisson(1000, size=36)
        solved = rng.binomial(crimes, 0.5)
        series = [
            Observed(month.start, int(n), int(n + of))
            for month, n, of in zip(months_of(36), solved, crimes, strict=True)
        ]
        apart = spread_of(series, Kind.RATIO)
        assert apart.dispersion == 1
        found.append(spread_of(series, Kind.RATIO, shares_records=True).dispersion)
    # (1 - p) / (1 + p) of what two counts apart would have, and never less than that.
    assert min(found) > 0.32
    assert numpy.mean(found) == pytest.approx(1 / 3, rel=0.2)
    # A share, and a count, are nothing of the kind.
    assert known(spread_of(counted([100] * 36), Kind.COUNT, shares_records=True)).dispersion == 1


def test_quantiles_are_those_of_students_t() -> None:
    found = Spread(2.0, 10, Source.SEASONAL)
    assert found.t(0.95) == pytest.approx(t.ppf(0.975, 10))
    assert found.p(found.t(0.95)) == pytest.approx(0.05)
    assert found.reach(0.95) == pytest.approx(t.ppf(0.975, 10) + t.ppf(0.8, 10))


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="^dispersion "):
        Spread(0.0, 10, Source.LOCAL)
    with pytest.raises(ValueError, match="^at "):
        Spread(2.0, 10, Source.PRIOR, at=0)
    with pytest.raises(ValueError, match="^cases "):
        Spread(2.0, 10, Source.PRIOR, at=1).at_volume(-1, Kind.COUNT)
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
