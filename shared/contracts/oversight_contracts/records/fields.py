"""The fields of each record kind as definitions may name them, read from the models."""

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AwareDatetime

from oversight_contracts.records.base import Part
from oversight_contracts.records.kinds import KINDS
from oversight_contracts.records.moments import HAPPENED


@dataclass(frozen=True)
class Shape:
    """What a field holds. ``choices`` is None where any value of the type may stand.

    ``blank`` says that a record may leave it out (a field of parts: that each part may).
    """

    holds: Literal["moment", "day", "text", "number", "flag"]
    many: bool = False
    choices: frozenset[str | int] | None = None
    part_of: str | None = None
    blank: bool = True


@cache
def fields_of(kind: str) -> Mapping[str, Shape]:
    """Field name to shape; a part's fields are named ``outcomes.code``.

    Raises ``KeyError`` where the kind is not known.
    """
    return dict(_shapes(KINDS[kind], prefix=None))


@cache
def part_lists_of(kind: str) -> frozenset[str]:
    """The list fields of ``kind`` whose elements have fields of their own."""
    return frozenset(shape.part_of for shape in fields_of(kind).values() if shape.part_of)


@cache
def past_fields_of(kind: str) -> frozenset[str]:
    """The fields of ``kind`` that tell when something happened, which is never in the future."""
    return frozenset(_past(KINDS[kind], prefix=""))


def _past(model: type[Part], prefix: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        annotation, _ = _unwrapped(field.annotation)
        if isinstance(annotation, type) and issubclass(annotation, Part):
            yield from _past(annotation, f"{name}.")
        elif HAPPENED in field.metadata or _is_marked(field.annotation):
            yield prefix + name


def _is_marked(annotation: Any) -> bool:
    inner = get_args(annotation)
    return HAPPENED in inner or any(map(_is_marked, inner))


def _shapes(model: type[Part], prefix: str | None) -> list[tuple[str, Shape]]:
    found: list[tuple[str, Shape]] = []
    for name, field in model.model_fields.items():
        annotation, many = _unwrapped(field.annotation)
        if isinstance(annotation, type) and issubclass(annotation, Part):
            found += _shapes(annotation, prefix=name)
        else:
            full = f"{prefix}.{name}" if prefix else name
            shape = _shape(annotation, many or prefix is not None, prefix)
            found.append((full, replace(shape, blank=_blank(field.annotation))))
    return found


def _blank(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        return _blank(get_args(annotation)[0])
    return get_origin(annotation) is tuple or type(None) in get_args(annotation)


def _shape(annotation: Any, many: bool, part_of: str | None) -> Shape:
    if get_origin(annotation) is Literal:
        return Shape("text", many, frozenset(get_args(annotation)), part_of)
    for base, holds in _HOLDS:
        if annotation is base:
            return Shape(holds, many, None, part_of)
    raise TypeError(f"no shape for {annotation!r}")


_HOLDS: tuple[tuple[type, Literal["moment", "day", "text", "number", "flag"]], ...] = (
    (datetime, "moment"),
    (date, "day"),
    (str, "text"),
    (bool, "flag"),
    (int, "number"),
)


def _unwrapped(annotation: Any, many: bool = False) -> tuple[Any, bool]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _unwrapped(get_args(annotation)[0], many)
    if origin in (Union, types.UnionType):
        (inner,) = (each for each in get_args(annotation) if each is not type(None))
        return _unwrapped(inner, many)
    if origin is tuple:
        return _unwrapped(get_args(annotation)[0], True)
    return (datetime if annotation is AwareDatetime else annotation), many
