from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.milestones import (
    Benchmark,
    Judgement,
    Level,
    Milestone,
    NotApplicable,
    PercentageOfBaseline,
    RateLevel,
    judge,
    level,
)
from oversight_measures.polarity import Polarity

NUMBERS = st.fractions(min_value=-1000, max_value=1000, max_denominator=100)
MET, NOT_MET, NOT_JUDGED = Judgement.MET, Judgement.NOT_MET, Judgement.NOT_JUDGED
BETTER = st.sampled_from([Polarity.HIGHER, Polarity.LOWER])


@pytest.mark.parametrize(
    ("milestone", "aim"),
    [
        (PercentageOfBaseline(-7, "2010-11"), Fraction("200292.24")),
        (PercentageOfBaseline(Decimal("-0.5"), "2010-11"), Fraction("214291.16")),
        (Level(88), 88),
        (Level(0), 0),
        (RateLevel(Decimal("36.5"), 100), Fraction("0.365")),
        (Benchmark(), None),
        (NotApplicable(), None),
    ],
)
def test_each_kind_has_its_level(milestone: Milestone, aim: Fraction | None) -> None:
    assert level(milestone, {"2010-11": 215_368}) == aim


def test_a_rate_is_brought_to_the_per_of_the_figure() -> None:
    milestone = RateLevel(value=2, per=1000)
    assert level(milestone, per=1000) == 2
    assert level(milestone, per=100_000) == 200
    assert level(RateLevel(15, 100), per=100) == 15


def test_a_baseline_that_is_not_known_is_not_zero() -> None:
    aim = level(PercentageOfBaseline(-7, "2007-08"), {"2010-11": 215_368})
    assert aim is None
    assert judge(200_000, aim, Polarity.LOWER) is NOT_JUDGED


@pytest.mark.parametrize("milestone", [Benchmark(), NotApplicable()])
def test_a_benchmark_and_na_are_not_judged(milestone: Milestone) -> None:
    for polarity in Polarity:
        assert judge(50, level(milestone), polarity) is NOT_JUDGED


def test_a_target_of_zero_is_judged() -> None:
    assert judge(0, level(Level(0)), Polarity.LOWER) is MET
    assert judge(1, level(Level(0)), Polarity.LOWER) is NOT_MET


def test_no_figure_is_not_a_figure_of_zero() -> None:
    assert judge(None, Fraction(5), Polarity.LOWER) is NOT_JUDGED


def test_the_exact_level_decides_not_the_printed_one() -> None:
    # 223,134.3 was printed as 223,135: what the print would let pass misses by 0.7.
    aim = level(PercentageOfBaseline(-10, "2007-08"), {"2007-08": 247_927})
    assert aim == Fraction("223134.3")
    assert judge(223_135, aim, Polarity.LOWER) is NOT_MET
    assert judge(223_134, aim, Polarity.LOWER) is MET


@given(NUMBERS, NUMBERS)
def test_polarity_mirrors_the_judgement(figure: Fraction, aim: Fraction) -> None:
    assert judge(figure, aim, Polarity.HIGHER) is judge(-figure, -aim, Polarity.LOWER)
    assert judge(figure, aim, Polarity.NEITHER) is NOT_JUDGED
    both = {judge(figure, aim, polarity) for polarity in (Polarity.HIGHER, Polarity.LOWER)}
    assert both == ({MET} if figure == aim else {MET, NOT_MET})


@given(NUMBERS, NUMBERS, NUMBERS, BETTER)
def test_a_better_figure_is_never_judged_worse(
    figure: Fraction, more: Fraction, aim: Fraction, polarity: Polarity
) -> None:
    better = figure + abs(more) * polarity.sign
    if judge(figure, aim, polarity) is MET:
        assert judge(better, aim, polarity) is MET


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="^per "):
        RateLevel(5, 0)
    with pytest.raises(ValueError, match="^per "):
        level(RateLevel(5, 100), per=0)
    with pytest.raises(ValueError, match="^value "):
        level(Level(Decimal("NaN")))
    with pytest.raises(ValueError, match="^change "):
        level(PercentageOfBaseline(Decimal("Infinity"), "2010-11"), {"2010-11": 5})
    with pytest.raises(ValueError, match="^baselines "):
        level(PercentageOfBaseline(5, "2010-11"), {"2010-11": Decimal("NaN")})
    with pytest.raises(ValueError, match="^figure "):
        judge(Decimal("NaN"), Fraction(1), Polarity.LOWER)
