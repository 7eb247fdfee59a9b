from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.estimates.peers import Standing, standing

PEERS = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3),
    st.tuples(st.fractions(0, 100, max_denominator=9), st.integers(1, 500)),
    min_size=1,
)


def test_the_mean_of_the_peers_is_weighted_and_leaves_the_force_out() -> None:
    found = standing(Decimal("86.9"), {"A": (Decimal("100"), 3), "B": (Decimal("80"), 1)})
    assert found == Standing(Fraction("86.9"), Fraction(95), rank=2, of=3, missing=())
    assert found.difference == Fraction("-8.1")


def test_equal_figures_share_a_rank() -> None:
    found = standing(5, {"A": (5, 1), "B": (4, 1), "C": (6, 1)})
    assert found is not None
    assert (found.rank, found.of) == (2, 4)


def test_a_peer_without_a_figure_is_named_and_does_not_rank() -> None:
    found = standing(5, {"B": None, "C": (6, 1), "A": None})
    assert found is not None
    assert (found.rank, found.of, found.missing) == (1, 2, ("A", "B"))


def test_there_is_no_standing_without_figures() -> None:
    assert standing(None, {"A": (5, 1)}) is None
    assert standing(5, {"A": None}) is None
    assert standing(5, {"A": (5, 0)}) is None


@given(PEERS, st.fractions(0, 100, max_denominator=9))
def test_the_rank_counts_the_lower_figures(
    peers: dict[str, tuple[Fraction, int]], own: Fraction
) -> None:
    found = standing(own, peers)
    assert found is not None
    values = [value for value, _ in peers.values()]
    assert found.rank == sorted([*values, own]).index(own) + 1
    assert min(values) <= found.mean <= max(values)


def test_what_is_no_number_is_named() -> None:
    with pytest.raises(ValueError, match="^A "):
        standing(5, {"A": (Decimal("NaN"), 1)})
    with pytest.raises(ValueError, match="^figure "):
        standing(Decimal("NaN"), {"A": (5, 1)})
    with pytest.raises(ValueError, match="^cases "):
        standing(5, {"A": (5, -1)})
