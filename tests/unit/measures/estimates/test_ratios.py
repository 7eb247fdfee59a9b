from fractions import Fraction

import pytest

from oversight_measures.estimates.ratios import ratio


def test_a_ratio_is_exact_and_may_exceed_the_whole() -> None:
    assert ratio(1075, 2943) == Fraction(107_500, 2943)
    assert ratio(30, 20) == 150
    assert ratio(3, 7, times=1) == Fraction(3, 7)
    assert ratio(0, 7) == 0


def test_over_nothing_there_is_no_ratio() -> None:
    assert ratio(0, 0) is None
    assert ratio(5, 0) is None


@pytest.mark.parametrize(
    ("arguments", "name"),
    [((-1, 1, 1), "numerator"), ((1, -1, 1), "denominator"), ((1, 1, 0), "times")],
)
def test_bad_arguments_are_named(arguments: tuple[int, int, int], name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} "):
        ratio(*arguments)
