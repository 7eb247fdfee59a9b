"""The difference of two groups' shares beyond an agreed one, by Newcombe's interval."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.detectors.episodes import Episode
from oversight_measures.detectors.gaps import ShareGap
from oversight_measures.disparities.outcomes import GroupShare, share_difference
from oversight_measures.periods.period import Every
from oversight_measures.spread.spread import Source, Spread

CHANCE = Spread(1.0, float("inf"), Source.PRIOR, Every("week"))
GROUPS = st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(own=GROUPS, reference=GROUPS)
def test_its_interval_is_that_of_an_outcome_test(
    own: tuple[int, int], reference: tuple[int, int]
) -> None:
    known = share_difference(GroupShare(*own, CHANCE), GroupShare(*reference, CHANCE))
    assert known is not None
    lower, upper = ShareGap(0.0, "below").interval(*own, 0, *reference, 0)
    assert lower == pytest.approx(known.interval.lower, abs=1e-9)
    assert upper == pytest.approx(known.interval.upper, abs=1e-9)


def test_cases_that_go_together_are_fewer() -> None:
    chance, correlated = ShareGap(0.05, "below"), ShareGap(0.05, "below", correlation=0.02)
    bucket = (20, 200, 100, 400)
    assert chance.judged([bucket]) == [Episode(0, 0, None)]
    assert correlated.judged([bucket]) == []


def test_it_opens_beyond_what_is_agreed_and_is_over_once_back_at_it() -> None:
    low, near, back = (20, 200, 100, 400), (38, 200, 100, 400), (40, 200, 100, 400)
    gap = ShareGap(0.05, "below")
    assert gap.judged([low, near, back]) == [Episode(0, 0, 2)]
    # The other side is another question.
    assert ShareGap(0.05, "above").judged([low, near, back]) == []
    assert ShareGap(0.05, "above").judged([(80, 200, 100, 400)]) == [Episode(0, 0, None)]


def test_with_too_few_of_either_it_says_nothing_and_ends_nothing() -> None:
    gap = ShareGap(0.05, "below", minimum=150)
    low, few, few_others = (20, 200, 100, 400), (70, 149, 100, 400), (90, 200, 30, 149)
    assert gap.judged([few, few_others, (0, 0, 0, 0)]) == []
    assert gap.judged([low, few, few_others]) == [Episode(0, 0, None)]


def test_a_window_is_its_buckets_together() -> None:
    half = (10, 100, 50, 200)
    assert ShareGap(0.05, "below", window=2, minimum=200).judged([half, half]) == [
        Episode(1, 1, None)
    ]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [({"gap": 1.0}, "gap"), ({"correlation": -0.1}, "correlation"), ({"minimum": 0}, "minimum")],
)
def test_a_bad_argument_is_named(wrong: dict[str, float], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        ShareGap(**{"gap": 0.05, "worse": "below", **wrong})  # type: ignore[arg-type]
