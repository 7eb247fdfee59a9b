"""Conditions on a record's fields, as an analyst writes them.

``grade: priority-1``                equals (any element equals, where the field is a list)
``grade: [priority-1, priority-2]``  is one of
``grade: {not: scheduled}``          is none of; also true where the field is absent
``arrived_at: present``              has a value (a list: has an element); ``absent`` the reverse
``any: [{...}, {...}]``              at least one of these groups holds

All that stand side by side must hold.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from oversight_contracts.errors import misplaced

Scalar = bool | int | str


class Condition(BaseModel):
    """One field's test."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    test: Literal["in", "not-in", "present", "absent"]
    values: tuple[Scalar, ...] = ()


class Conditions(BaseModel):
    """Tests of fields, and alternatives; all must hold. Empty conditions hold always."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fields: dict[str, Condition] = {}
    any: tuple["Conditions", ...] = ()


def _read(value: Any, at: str = "") -> Any:
    if value is None:
        return {}
    if not isinstance(value, dict) or set(value) <= {"fields"}:
        return value
    groups = value.get("any", [])
    if not isinstance(groups, list):
        raise misplaced(f"{at}any", "takes a list of conditions")
    fields = {name: _condition(f"{at}{name}", test) for name, test in _tests(value)}
    inner = [_read(group, f"{at}any.{index}.") for index, group in enumerate(groups)]
    return {"fields": fields, "any": inner}


def _tests(value: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(name, test) for name, test in value.items() if name != "any"]


def _condition(field: str, test: Any) -> dict[str, Any]:
    if test in ("present", "absent"):
        return {"test": test}
    if isinstance(test, dict):
        if set(test) != {"not"}:
            raise misplaced(field, "the only word known here is `not`")
        return {"test": "not-in", "values": _scalars(field, test["not"])}
    return {"test": "in", "values": _scalars(field, test)}


def _scalars(field: str, value: Any) -> list[Scalar]:
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(each, bool | int | str) for each in values):
        raise misplaced(field, "takes a text, a number, true, false or a list of these")
    return values


Where = Annotated[Conditions, BeforeValidator(_read)]
EVERY = Conditions()
# Field to tests that must hold at once.
Tests = Mapping[str, tuple[Condition, ...]]
