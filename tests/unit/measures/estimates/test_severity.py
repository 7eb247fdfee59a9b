from decimal import Decimal
from fractions import Fraction

import pytest

from oversight_measures.estimates.severity import severity

WEIGHTS = {"homicide": Decimal("7979.1"), "theft": Decimal("32.7")}


def test_harm_is_counts_times_weights_over_residents() -> None:
    found = severity({"homicide": 2, "theft": 100}, WEIGHTS, residents=3000)
    assert found == (2 * Fraction("7979.1") + 100 * Fraction("32.7")) / 3


def test_an_offence_without_a_weight_is_named_unless_there_was_none() -> None:
    with pytest.raises(ValueError, match="^weights .*arson, fraud$"):
        severity({"fraud": 1, "arson": 2, "theft": 3}, WEIGHTS, residents=1)
    assert severity({"fraud": 0, "theft": 1}, WEIGHTS, residents=1000) == Fraction("32.7")


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="^residents "):
        severity({}, WEIGHTS, residents=0)
    with pytest.raises(ValueError, match="^per "):
        severity({}, WEIGHTS, residents=1, per=0)
    with pytest.raises(ValueError, match="^counts "):
        severity({"theft": -1}, WEIGHTS, residents=1)
    with pytest.raises(ValueError, match="^weights "):
        severity({"theft": 1}, {"theft": Decimal("NaN")}, residents=1)
