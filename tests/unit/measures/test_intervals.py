from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.intervals import Interval, clopper_pearson, wilson, z_score

METHODS = [wilson, clopper_pearson]
Method = Callable[[int, int, float], Interval]


def test_z_comes_from_the_normal_distribution() -> None:
    assert z_score(0.95) == pytest.approx(1.959963984540054, abs=1e-14)
    assert z_score(0.998) == pytest.approx(3.090232306167813, abs=1e-13)


@pytest.mark.parametrize("method", METHODS)
def test_no_cases_have_no_bounds(method: Method) -> None:
    assert method(0, 0, 0.95) == Interval(None, None)


@given(st.data(), st.integers(1, 100_000), st.sampled_from(METHODS))
def test_the_interval_holds_the_proportion_within_0_and_1(
    data: st.DataObject, of: int, method: Method
) -> None:
    hits = data.draw(st.integers(0, of))
    interval = method(hits, of, 0.95)
    assert interval.lower is not None
    assert interval.upper is not None
    assert 0 <= interval.lower <= hits / of <= interval.upper <= 1


@given(st.data(), st.integers(1, 10_000), st.sampled_from(METHODS))
def test_misses_mirror_hits(data: st.DataObject, of: int, method: Method) -> None:
    hits = data.draw(st.integers(0, of))
    interval, mirror = method(hits, of, 0.9), method(of - hits, of, 0.9)
    assert interval.upper is not None
    assert mirror.lower == pytest.approx(1 - interval.upper, abs=1e-9)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("hits", "of", "confidence", "name"),
    [
        (-1, 5, 0.95, "hits"),
        (0, -1, 0.95, "of"),
        (6, 5, 0.95, "hits"),
        (1, 5, 1.0, "confidence"),
        (1, 5, 0.0, "confidence"),
        (0, 0, 95, "confidence"),
        (1, 5, float("nan"), "confidence"),
    ],
)
def test_bad_arguments_are_named(
    method: Method, hits: int, of: int, confidence: float, name: str
) -> None:
    with pytest.raises(ValueError, match=f"^{name} "):
        method(hits, of, confidence)
