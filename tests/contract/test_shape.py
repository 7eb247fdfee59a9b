"""The shape of the code keeps within what a newcomer can find their way in."""

from pathlib import Path

import pytest
from tests.contract.shape.imports import longest_chain, without_arrows_back
from tests.contract.shape.measure import Shape, Spread, measure, packages

CHECKOUT = Path(__file__).parents[2]
CHAIN, FOLDER, FILE = 12, 15, 400


@pytest.fixture(scope="module", params=packages(CHECKOUT), ids=lambda root: root.name)
def shape(request: pytest.FixtureRequest) -> Shape:
    return measure(request.param)


def test_no_chain_of_imports_is_too_long(shape: Shape) -> None:
    assert len(shape.chain) <= CHAIN, " -> ".join(shape.chain)


def test_no_folder_is_too_full(shape: Shape) -> None:
    assert shape.fullest_folder <= FOLDER


def test_no_file_is_too_long(shape: Shape) -> None:
    assert shape.files.longest <= FILE


def test_the_longest_chain_is_found() -> None:
    graph = {"a": {"b", "d"}, "b": {"c"}, "c": set(), "d": set()}
    assert longest_chain(graph) == ["a", "b", "c"]


def test_a_cycle_is_refused() -> None:
    with pytest.raises(ValueError, match="imports itself"):
        longest_chain({"a": {"b"}, "b": {"a"}})


def test_floors_can_be_counted_where_rooms_import_each_other() -> None:
    assert without_arrows_back({"a": {"b"}, "b": {"a", "c"}, "c": set()}) == {
        "a": {"b"},
        "b": {"c"},
        "c": set(),
    }


def test_a_spread_names_median_90th_percentile_and_maximum() -> None:
    assert str(Spread.of(range(1, 11))) == "6 / 10 / 10"
