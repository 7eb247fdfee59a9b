"""What each part contributes to a change: together they are the change."""

import random
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oversight_measures.contributions import (
    Part,
    chance_of_unevenness,
    concentration,
    count_contributions,
    ratio_contributions,
)

PARTS = st.dictionaries(
    st.sampled_from("abcde"),
    st.builds(
        Part,
        st.integers(0, 1000).map(Fraction),
        st.integers(0, 1000).map(Fraction),
    ),
    min_size=1,
)


def ratio(parts: dict[str, Part]) -> Fraction:
    return sum((p.numerator for p in parts.values()), Fraction(0)) / sum(
        (p.denominator for p in parts.values()), Fraction(0)
    )


@given(PARTS, PARTS)
def test_contributions_add_up_to_the_change(
    before: dict[str, Part], after: dict[str, Part]
) -> None:
    assume(any(p.denominator for p in before.values()))
    assume(any(p.denominator for p in after.values()))
    found = ratio_contributions(before, after)
    assert sum(found.values()) == ratio(after) - ratio(before)
    assert found.keys() == before.keys() | after.keys()


@given(PARTS, PARTS)
def test_counts_add_up_too(before: dict[str, Part], after: dict[str, Part]) -> None:
    old, new = ({name: p.numerator for name, p in each.items()} for each in (before, after))
    assert sum(count_contributions(old, new).values()) == sum(new.values()) - sum(old.values())


@given(PARTS, st.integers(1, 50))
def test_a_longer_period_of_the_same_contributes_nothing(
    parts: dict[str, Part], times: int
) -> None:
    assume(any(p.denominator for p in parts.values()))
    longer = {name: Part(times * p.numerator, times * p.denominator) for name, p in parts.items()}
    assert set(ratio_contributions(parts, longer).values()) == {Fraction(0)}


def test_the_part_that_fell_carries_the_fall() -> None:
    before = {
        "birmingham": Part(Fraction(80), Fraction(100)),
        "dudley": Part(Fraction(8), Fraction(10)),
    }
    after = {
        "birmingham": Part(Fraction(60), Fraction(100)),
        "dudley": Part(Fraction(8), Fraction(10)),
    }
    found = ratio_contributions(before, after)
    # 20 of 110 is the fall; what did not change contributes nothing.
    assert found == {"birmingham": Fraction(-20, 110), "dudley": Fraction(0)}


def test_without_a_denominator_there_is_no_ratio() -> None:
    with pytest.raises(ValueError, match="no denominator"):
        ratio_contributions(
            {"a": Part(Fraction(0), Fraction(0))}, {"a": Part(Fraction(1), Fraction(1))}
        )


def test_what_changes_alike_is_no_more_uneven_than_chance() -> None:
    before = {"a": (400,), "b": (100,), "c": (40,)}
    assert chance_of_unevenness(before, {"a": (800,), "b": (200,), "c": (80,)}) > 0.99
    assert chance_of_unevenness(before, {"a": (800,), "b": (100,), "c": (40,)}) < 1e-5
    assert chance_of_unevenness({"a": (1,)}, {"a": (900,)}) == 1


def test_the_same_change_of_few_is_chance() -> None:
    before, after = {"a": (9, 3), "b": (9, 3)}, {"a": (6, 6), "b": (9, 3)}
    assert chance_of_unevenness(before, after) > 0.1
    assert chance_of_unevenness(hundredfold(before), hundredfold(after)) < 1e-6


def hundredfold(counts: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    return {name: (100 * hits, 100 * misses) for name, (hits, misses) in counts.items()}


def test_what_varies_more_than_chance_needs_more_to_be_uneven() -> None:
    before, after = {"a": (100,), "b": (100,)}, {"a": (160,), "b": (100,)}
    assert chance_of_unevenness(before, after) < 0.02 < chance_of_unevenness(before, after, 4)


def test_chance_calls_parts_that_change_alike_uneven_as_often_as_it_says() -> None:
    drawn = random.Random(11)

    def counted(share: float) -> dict[str, tuple[int, int]]:
        hits = {name: sum(drawn.random() < share for _ in range(60)) for name in "abcdef"}
        return {name: (each, 60 - each) for name, each in hits.items()}

    found = sum(chance_of_unevenness(counted(0.8), counted(0.6)) < 0.05 for _ in range(400))
    assert found / 400 == pytest.approx(0.05, abs=0.035)


def test_a_change_that_a_small_part_carries_is_concentrated() -> None:
    sizes = {"a": Fraction(90), "b": Fraction(10)}
    assert concentration({"a": Fraction(9), "b": Fraction(1)}, sizes) == 0
    assert concentration({"a": Fraction(0), "b": Fraction(5)}, sizes) == Fraction(9, 10)
    assert concentration({"a": Fraction(1), "b": Fraction(-1)}, sizes) == 0
