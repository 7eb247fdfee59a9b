"""The parts of a batch record are the bytes that came, whatever is written in them."""

import json

import orjson
from hypothesis import given
from hypothesis import strategies as st

from oversight_contracts.events.batch import split_array

TEXTS = st.text(st.sampled_from('a"\\[]{},: \u00e9\u2028\n'), max_size=6) | st.text(max_size=4)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
SPACE = st.text(st.sampled_from(" \t\r\n"), max_size=3)


@st.composite
def written(draw: st.DrawFn) -> tuple[list[str], str]:
    """Elements as they are written, and an array of them."""
    elements = [
        json.dumps(value, indent=draw(st.sampled_from([None, 1])), ensure_ascii=draw(st.booleans()))
        for value in draw(st.lists(JSON, max_size=5))
    ]
    around = [f"{draw(SPACE)}{each}{draw(SPACE)}" for each in elements]
    return elements, f"{draw(SPACE)}[{','.join(around) or draw(SPACE)}]{draw(SPACE)}"


@given(written())
def test_each_part_is_the_bytes_that_came(made: tuple[list[str], str]) -> None:
    elements, record = made
    assert [part.decode() for part in split_array(record.encode())] == elements


def test_what_is_nested_deeply_is_parted_too() -> None:
    deep = b"[" * 900 + b"]" * 900
    assert orjson.loads(deep)
    assert split_array(b'[1,"]",' + deep + b"]") == [b"1", b'"]"', deep]
