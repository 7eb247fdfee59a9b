"""What was checked before is read into the values that its model would have."""

from typing import Any

import orjson
import pytest
from tests.unit.indicators.lives import EXAMPLES, known_data

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.records.base import Part
from oversight_contracts.records.fast_reader import FastReader, Values
from oversight_contracts.records.kinds import KINDS, STATEMENTS


def plain(value: Any) -> Any:
    """Parts as their fields, whoever read them."""
    if isinstance(value, Part | Values):
        return {name: plain(each) for name, each in vars(value).items()}
    return tuple(map(plain, value)) if isinstance(value, tuple) else value


@pytest.mark.parametrize("kind", sorted(set(KINDS) - STATEMENTS))
def test_each_simulated_record_has_the_values_of_its_model(
    kind: str, definitions_catalogue: Catalogue
) -> None:
    for data in known_data(definitions_catalogue).data[kind]:
        assert_same(kind, orjson.loads(orjson.dumps(data)))


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_each_example_has_the_values_of_its_model(path: Any) -> None:
    content = orjson.loads(path.read_bytes())
    for event in content if isinstance(content, list) else [content]:
        _, _, kind, verb, _ = event["type"].split(".")
        if verb == "recorded":
            assert_same(kind, event["data"])


def assert_same(kind: str, data: dict[str, Any]) -> None:
    model = KINDS[kind].model_validate_json(orjson.dumps(data), strict=True)
    found = FastReader(KINDS[kind]).read(data)
    assert plain(found) == plain(model)
    # An empty list is no default: what is kept by it has to be hashable too.
    assert not any(isinstance(each, list) for each in vars(found).values())
