import numpy as np
import pytest
from numpy.random import default_rng

from oversight_measures.detectors.flows import Cases, Events, Flow, draw_all
from oversight_measures.detectors.shifts import dispersion_of


def test_events_vary_as_said_about_the_mean_of_their_day() -> None:
    flow = Events("searches", (40.0, 80.0), dispersion=3)
    drawn = flow.draw(default_rng(1), 3000, 4)["searches"]
    assert drawn.shape == (3000, 4)
    assert drawn.mean(axis=0) == pytest.approx([40, 80, 40, 80], rel=0.03)
    assert drawn.var(axis=0) / drawn.mean(axis=0) == pytest.approx([3] * 4, rel=0.15)


def test_hits_are_a_share_of_the_cases_and_vary_together() -> None:
    flow = Cases("attended", "late", (150.0,), share=0.77, correlation=0.02)
    drawn = flow.draw(default_rng(1), 3000, 4)
    of = drawn["attended"] + drawn["late"]
    assert of.mean() == pytest.approx(150, rel=0.01)
    shares = drawn["attended"] / of
    assert shares.mean() == pytest.approx(0.77, rel=0.01)
    assert shares.var() * 150 / (0.77 * 0.23) == pytest.approx(dispersion_of(150, 0.02), rel=0.1)


def test_a_shifted_flow_is_another_flow_of_the_same_name() -> None:
    assert Events("a", (2.0, 4.0), 2).shifted(1.5) == Events("a", (3.0, 6.0), 2)
    assert Cases("a", "b", (9.0,), 0.5).shifted(0.4).share == 0.4


def test_what_is_drawn_is_by_the_generator_alone() -> None:
    flows: list[Flow] = [Events("a", (5.0,)), Cases("b", "c", (9.0,), 0.5, 0.1)]
    first, second = (draw_all(flows, default_rng(4), 2, 9) for _ in range(2))
    assert list(first) == ["a", "b", "c"]
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_bad_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="^a_day "):
        Events("a", ())
    with pytest.raises(ValueError, match="^a_day "):
        Cases("a", "b", (0.0,), 0.5)
    with pytest.raises(ValueError, match="^dispersion "):
        Events("a", (1.0,), 0.5)
    with pytest.raises(ValueError, match="^share "):
        Cases("a", "b", (1.0,), 77)
    with pytest.raises(ValueError, match="b is drawn twice"):
        draw_all([Events("b", (1.0,)), Cases("a", "b", (1.0,), 0.5)], default_rng(1), 1, 1)
