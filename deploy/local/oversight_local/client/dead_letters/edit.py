"""Edits an event by dotted path, such as ``data.revision`` or ``data.allegations.0``."""

from collections.abc import Sequence
from typing import Any

import orjson

from oversight_local.failure import Failure


def set_field(document: dict[str, Any], assignment: str) -> None:
    """Carry out ``data.revision=8``: the value is JSON. Raises ``Failure``."""
    path, equals, text = assignment.partition("=")
    if not equals:
        raise Failure(f"--set {assignment}: write it as path=value, such as data.revision=8")
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Failure(
            f"--set {assignment}: the value is not JSON; text goes in quotes, such as "
            f"--set '{path}=\"{text}\"'"
        ) from error
    holder, name = _find(document, path)
    if isinstance(holder, list):
        holder[_index(holder, name, path)] = value
    else:
        holder[name] = value


def remove_field(document: dict[str, Any], path: str) -> None:
    """Take a field out. Raises ``Failure`` where it is not there."""
    holder, name = _find(document, path)
    if isinstance(holder, list):
        del holder[_index(holder, name, path)]
    elif name in holder:
        del holder[name]
    else:
        raise Failure(f"{path}: the event has no such field")


def _find(document: dict[str, Any], path: str) -> tuple[dict[str, Any] | list[Any], str]:
    """The object or list that holds the field, and the field's name in it."""
    *way, last = path.split(".")
    holder: Any = document
    for name in way:
        if isinstance(holder, list):
            holder = holder[_index(holder, name, path)]
        else:
            holder = holder.get(name)
        if not isinstance(holder, dict | list):
            raise Failure(f"{path}: {name} holds no fields")
    return holder, last


def _index(holder: Sequence[Any], name: str, path: str) -> int:
    if not name.isdigit() or int(name) >= len(holder):
        raise Failure(f"{path}: {name} is none of 0 to {len(holder) - 1}")
    return int(name)
