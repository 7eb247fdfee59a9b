from fractions import Fraction
from math import exp, sqrt

import pytest

from oversight_measures.disparities.standardised import NOT_FORMED, Stratum, standardised_ratio

# A group that is younger, and searched at each age exactly twice as often.
YOUNG = Stratum(events=80, residents=400, reference_events=40, reference_residents=400, standard=8)
OLD = Stratum(events=4, residents=100, reference_events=32, reference_residents=1600, standard=17)


def test_what_ages_alone_make_of_a_ratio_is_taken_out() -> None:
    # Crude: 84 of 500 over 72 of 2,000, 4.7 times; at each age twice.
    assert standardised_ratio([YOUNG, OLD]).ratio == 2


def test_the_weights_are_the_standards() -> None:
    twice = Stratum(10, 100, 5, 100, 1)
    thrice = Stratum(30, 100, 10, 100, 3)
    # (1 x 0.10 + 3 x 0.30) / (1 x 0.05 + 3 x 0.10).
    assert standardised_ratio([twice, thrice]).ratio == Fraction(100, 35)


def test_of_one_age_it_is_the_ratio_of_the_rates_with_its_log_interval() -> None:
    found = standardised_ratio([Stratum(25, 100, 100, 800, 1)])
    factor = exp(1.959963984540054 * sqrt(1 / 25 + 1 / 100))
    assert found.ratio == 2
    assert found.interval.lower == pytest.approx(2 / factor)
    assert found.interval.upper == pytest.approx(2 * factor)


def test_an_age_that_weighs_nothing_plays_no_part() -> None:
    nobody = Stratum(0, 0, 0, 0, 0)
    assert standardised_ratio([YOUNG, OLD, nobody]) == standardised_ratio([YOUNG, OLD])


@pytest.mark.parametrize(
    "other",
    [Stratum(3, 0, 5, 100, 9), Stratum(3, 50, 5, 0, 9)],
)
def test_without_residents_of_an_age_there_is_no_rate_to_weigh(other: Stratum) -> None:
    assert standardised_ratio([YOUNG, other]) == NOT_FORMED


def test_without_events_of_a_group_there_is_no_ratio() -> None:
    assert standardised_ratio([Stratum(0, 10, 5, 10, 1)]) == NOT_FORMED
    assert standardised_ratio([Stratum(5, 10, 0, 10, 1)]) == NOT_FORMED


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="^strata "):
        standardised_ratio([])
    with pytest.raises(ValueError, match="^events "):
        standardised_ratio([Stratum(-1, 10, 5, 10, 1)])
