"""The values of a record whose data was checked before: what its model has, not checked again."""

import types
from collections.abc import Callable, Mapping, Set
from datetime import date, datetime
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import AwareDatetime

from oversight_contracts.records.base import Part


class Values:
    """Stands for a record: its fields as attributes, and which of them were given."""

    __slots__ = ("__dict__", "model_fields_set")

    def __init__(self, values: dict[str, Any], given: Set[str]) -> None:
        self.__dict__ = values
        self.model_fields_set = given

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


class FastReader:
    """Reads what one model has accepted before: several times as fast as the model itself."""

    def __init__(self, model: type[Part]) -> None:
        fields = model.model_fields.items()
        self._defaults = {name: each.default for name, each in fields if not each.is_required()}
        self._readers = [
            (name, reader) for name, each in fields if (reader := _reader(each.annotation))
        ]

    def read(self, data: Mapping[str, Any]) -> Values:
        """The values of decoded JSON. What raises or not is undefined for what was not checked."""
        values = {**self._defaults, **data}
        for name, reader in self._readers:
            found = values[name]
            if found is not None:
                values[name] = reader(found)
        return Values(values, data.keys())


_Reader = Callable[[Any], Any]


def _reader(annotation: Any) -> _Reader | None:
    """How a value is read; None where it stays as JSON has it. None itself is read by nobody."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _reader(inner[0])
    if origin in (Union, types.UnionType):
        (known,) = (each for each in inner if each is not type(None))
        return _reader(known)
    if origin is tuple:
        return _of_elements(_reader(inner[0]))
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return FastReader(annotation).read
    if annotation in (datetime, AwareDatetime):
        return datetime.fromisoformat
    return date.fromisoformat if annotation is date else None


def _of_elements(reader: _Reader | None) -> _Reader:
    if reader is None:
        return tuple
    return lambda found: tuple([reader(each) for each in found])
