"""Columns of a printed table, and what the cells of a row read alike everywhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from oversight_measures.periods import Period

Row = Mapping[str, Any]
Item = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A heading and the text under it; ``words`` are set to the left."""

    heading: str
    text: Callable[[Row], str]
    words: bool = False


def row_period(row: Row) -> Period:
    """The period of a row."""
    return Period(date.fromisoformat(row["from"]), date.fromisoformat(row["to"]))


def with_unit(item: Item, row: Row) -> str:
    """The figure with a per cent sign where that is its unit."""
    printed = str(row["printed"])
    return f"{printed}%" if item["unit"] == "%" and row["value"] is not None else printed
