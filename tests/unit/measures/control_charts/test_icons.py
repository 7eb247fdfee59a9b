from decimal import Decimal
from fractions import Fraction

import pytest

from oversight_measures.control_charts.icons import Assurance, Variation, assurance, variation
from oversight_measures.control_charts.limits import around
from oversight_measures.control_charts.special_causes import Cause
from oversight_measures.polarity import Polarity

LIMITS = around(Fraction(50), Fraction(10))
CONSTANT = around(Fraction(50), Fraction(0))
HIGHER, LOWER, NEITHER = Polarity.HIGHER, Polarity.LOWER, Polarity.NEITHER


@pytest.mark.parametrize(
    ("polarity", "high", "low"),
    [
        (HIGHER, Variation.IMPROVEMENT, Variation.CONCERN),
        (LOWER, Variation.CONCERN, Variation.IMPROVEMENT),
        (NEITHER, Variation.HIGH, Variation.LOW),
    ],
)
def test_polarity_decides_the_icon_of_a_special_cause(
    polarity: Polarity, high: Variation, low: Variation
) -> None:
    assert variation(Cause.COMMON, polarity) is Variation.COMMON_CAUSE
    for cause in set(Cause) - {Cause.COMMON}:
        up = any(word in cause.value for word in ("rising", "upper", "above"))
        assert variation(cause, polarity) is (high if up else low)


@pytest.mark.parametrize(
    ("target", "higher", "lower"),
    [
        (61, Assurance.FAILS, Assurance.PASSES),
        (60, Assurance.HIT_AND_MISS, Assurance.HIT_AND_MISS),
        (50, Assurance.HIT_AND_MISS, Assurance.HIT_AND_MISS),
        (40, Assurance.HIT_AND_MISS, Assurance.HIT_AND_MISS),
        (39, Assurance.PASSES, Assurance.FAILS),
    ],
)
def test_assurance_is_mirrored_where_lower_is_better(
    target: int, higher: Assurance, lower: Assurance
) -> None:
    assert assurance(LIMITS, target, HIGHER) is higher
    assert assurance(LIMITS, target, LOWER) is lower
    assert assurance(LIMITS, target, NEITHER) is None


def test_a_constant_is_compared_with_the_target() -> None:
    assert assurance(CONSTANT, Decimal("50.1"), HIGHER) is Assurance.FAILS
    assert assurance(CONSTANT, Decimal("49.9"), HIGHER) is Assurance.PASSES
    assert assurance(CONSTANT, 50, HIGHER) is Assurance.HIT_AND_MISS


def test_a_target_that_is_no_number_is_named() -> None:
    with pytest.raises(ValueError, match="^target "):
        assurance(LIMITS, Decimal("NaN"), HIGHER)


def test_a_target_is_relied_on_only_where_all_limits_that_vary_say_so() -> None:
    narrow, wide = around(Fraction(50), Fraction(5)), around(Fraction(50), Fraction(15))
    assert assurance([wide, narrow], 40, HIGHER) is Assurance.HIT_AND_MISS
    assert assurance([narrow, narrow], 40, HIGHER) is Assurance.PASSES
    assert assurance([wide, narrow], 30, HIGHER) is Assurance.PASSES
    assert assurance([wide, narrow], 70, HIGHER) is Assurance.FAILS
    with pytest.raises(ValueError, match="^limits "):
        assurance([], 40, HIGHER)
