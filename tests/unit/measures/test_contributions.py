"""What each part contributes to a change: together they are the change."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oversight_measures.contributions import Part, count_contributions, ratio_contributions

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
