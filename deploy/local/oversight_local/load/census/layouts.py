"""The layouts of census tables of 2011 and 2021: which column holds which group."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from oversight_local.failure import Failure

GROUPS = ("White", "Asian", "Black", "Mixed", "Other")
_BY_FORCE = ("PFA16NM", "Police force")
_BY_AUTHORITY = ("geography", "Area name")
_CODES = ("geography code", "Area code")
_AROUND = re.compile(r"^Ethnic Group: |; measures: Value$| \(number\)$")
# A column of its own in some tables of 2011; a part of Asian in both censuses.
_CHINESE = "Chinese"
_OLDER = ("2011", "KS201EW")


@dataclass(frozen=True)
class Layout:
    """Columns of a table; ``parts`` add up to a group, ``sums`` are the table's own."""

    name: str
    code: str | None
    by_force: bool
    basis: str
    source: str
    total: str | None
    parts: dict[str, tuple[str, ...]]
    sums: dict[str, str]


def layout_of(file: str, header: Sequence[str]) -> Layout:
    """Recognise the table. Raises ``Failure`` that says what was expected."""
    name = next((each for each in (*_BY_FORCE, *_BY_AUTHORITY) if each in header), None)
    # Where numbers are marked, the other columns are percentages.
    marked = [column for column in header if column.endswith("(number)")]
    words = {column: _AROUND.sub("", column) for column in marked or header}
    fine = {column: text for column, text in words.items() if ":" in text}
    fine = {column: text for column, text in fine.items() if _group(text)}
    whole = {column: text for column, text in words.items() if ":" not in text and _group(text)}
    parts = _by_group(fine or whole)
    if name is None or set(parts) != set(GROUPS):
        raise Failure(
            f"{file} is no table of residents by ethnic group: expected are a column "
            f"{' or '.join((*_BY_FORCE, *_BY_AUTHORITY))} and columns for {', '.join(GROUPS)}; "
            f"it has {', '.join(header)}"
        )
    year, table = ("2021", "TS021") if any("Roma" in each for each in header) else _OLDER
    return Layout(
        name=name,
        code=next((each for each in _CODES if each in header), None),
        by_force=name in _BY_FORCE,
        basis=f"census-{year}",
        source=f"ONS Census {year}, {table}",
        total=next((column for column in words if "All categories" in column), None),
        parts=parts,
        sums={text: column for column, text in whole.items()} if fine else {},
    )


def _by_group(columns: dict[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for column, text in columns.items():
        group = _group(text) or ""
        found[group] = (*found.get(group, ()), column)
    return found


def _group(text: str) -> str | None:
    # "Black, Black British, ...: African", "Black/African/...: Other Black", "Black (or ...)".
    first = re.split(r"[\W_]", text, maxsplit=1)[0]
    if first == _CHINESE:
        return "Asian"
    return first if first in GROUPS else None
