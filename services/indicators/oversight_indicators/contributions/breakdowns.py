"""The breakdown values of a record: ``ethnicity=Black``, ``ethnicity=Black,outcome=arrest``."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

from oversight_contracts.definitions.models.reference import Dimension

Dimensions = Mapping[str, Dimension]


def breakdown_values(
    kind: str,
    breakdowns: Iterable[Sequence[str]],
    dimensions: Dimensions,
    values: Mapping[str, Any],
) -> list[str]:
    """Every ``by`` that a record with ``values`` belongs to; the empty one, all, comes first."""
    found = [""]
    for names in breakdowns:
        words = [
            [f"{name}={word}" for word in _words(dimensions[name], kind, values)]
            for name in sorted(names)
        ]
        found += [",".join(each) for each in product(*words)]
    return found


def fields_broken_down(
    kind: str, breakdowns: Iterable[Sequence[str]], dimensions: Dimensions
) -> list[str]:
    """The fields of ``kind`` that the dimensions read."""
    return [dimensions[name].fields[kind] for names in breakdowns for name in names]


def _words(dimension: Dimension, kind: str, values: Mapping[str, Any]) -> list[str]:
    """A list field has several words, each once; a blank one has the word for missing."""
    value = values[dimension.fields[kind]]
    elements = value if isinstance(value, tuple) else (value,)
    words = [_word(dimension, each) for each in elements if each is not None]
    return list(dict.fromkeys(words)) or [dimension.missing]


def _word(dimension: Dimension, value: Any) -> str:
    printed = str(value).lower() if isinstance(value, bool) else str(value)
    for word, members in dimension.groups.items():
        if printed in members:
            return word
    return printed
