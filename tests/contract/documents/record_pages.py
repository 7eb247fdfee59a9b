"""Each kind of record: its fields, what they may hold, and what they mean."""

import inspect
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo
from tests.contract.documents.markdown import code, table

from oversight_contracts.records.base import Part
from oversight_contracts.records.fields import Shape, fields_of, past_fields_of
from oversight_contracts.records.kinds import KINDS
from oversight_contracts.records.moments import EARLIEST, LONG_AGO

WORDS = {
    "moment": "time with offset",
    "day": "day",
    "text": "text",
    "number": "number",
    "flag": "true or false",
}


def record_page() -> str:
    """``docs/records.md``."""
    kinds = "".join(_kind(kind) for kind in KINDS)
    return (
        "# Records\n\n"
        "What a force sends, by kind. An event carries the whole record as it is known now; a\n"
        "later one carries a higher `revision`. Fields that are not listed are refused. Written\n"
        "from the models in `oversight_contracts/records/` by `make docs`.\n\n" + _bounds() + kinds
    )


def _bounds() -> str:
    return (
        f"Times lie from {EARLIEST} to 9998-12-31 (UTC), when a crime happened and the days of\n"
        f"statistics and deliverables from {LONG_AGO} on. What is outside is refused with its\n"
        "field: it is a date that another system writes for one it does not have (0001-01-01,\n"
        "1900-01-01, 1970-01-01, 9999-12-31), so leave the field out.\n\n"
        "What is called *past* tells when something happened. More than 5 minutes in the future\n"
        "(a day: after today in London) it is refused with its field when it comes in, by ingest\n"
        "and in loads. The periods of statistics and deliverables may reach into the future.\n"
    )


def _kind(kind: str) -> str:
    model = KINDS[kind]
    rows = [
        (
            code(name),
            _type(kind, name, shape),
            _needed(model, name),
            _meaning(kind, name),
            _allowed(shape),
        )
        for name, shape in fields_of(kind).items()
    ]
    about = inspect.cleandoc(model.__doc__ or "").replace("``", "`")
    heads = ("Field", "Type", "Needed", "Meaning", "Allowed values")
    return f"\n## {kind}\n\n`uk.police.{kind}.recorded.v1`. {about}\n\n{table(heads, rows)}"


def _type(kind: str, name: str, shape: Shape) -> str:
    word = ("past " if name in past_fields_of(kind) else "") + WORDS[shape.holds]
    return f"list of {word}" if shape.many and not shape.part_of else word


def _allowed(shape: Shape) -> str:
    return ", ".join(code(str(choice)) for choice in sorted(shape.choices or (), key=str))


def _needed(model: type[Part], name: str) -> str:
    first, _, inner = name.partition(".")
    if not inner:
        return "yes" if model.model_fields[first].is_required() else ""
    return "in each" if _part(model.model_fields[first]).model_fields[inner].is_required() else ""


def _meaning(kind: str, name: str) -> str:
    first, _, inner = name.partition(".")
    field = KINDS[kind].model_fields[first]
    return (_part(field).model_fields[inner] if inner else field).description or ""


def _part(field: FieldInfo) -> type[Part]:
    return _element(field.annotation)


def _element(annotation: Any) -> type[Part]:
    while get_origin(annotation) is not None:
        annotation = get_args(annotation)[0]
    assert isinstance(annotation, type)
    assert issubclass(annotation, Part)
    return annotation
