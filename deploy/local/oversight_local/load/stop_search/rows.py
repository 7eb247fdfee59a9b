"""Read a file as it is, and refuse one that is not whole."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from oversight_local.failure import Failure
from oversight_local.load.csv_file import Line, open_table

COLUMNS = (
    "Type",
    "Date",
    "Part of a policing operation",
    "Policing operation",
    "Latitude",
    "Longitude",
    "Gender",
    "Age range",
    "Self-defined ethnicity",
    "Officer-defined ethnicity",
    "Legislation",
    "Object of search",
    "Outcome",
    "Outcome linked to object of search",
    "Removal of more than just outer clothing",
)
_NAME = re.compile(r"^(\d{4}-(?:0[1-9]|1[0-2]))-([a-z0-9]+(?:-[a-z0-9]+)*)-stop-and-search\.csv")
ENDINGS = ("stop-and-search.csv", "stop-and-search.csv.gz")


@dataclass(frozen=True)
class Row:
    """One row: the line it ends on (the header is 1) and its text by column, trimmed.

    ``rest`` are cells that no column is left for.
    """

    line: int
    text: dict[str, str]
    fault: str | None = None
    rest: tuple[str, ...] = ()


# Stands for a row that is no longer in the file.
BLANK_ROW = Row(0, dict.fromkeys(COLUMNS, ""))


@dataclass(frozen=True)
class Edition:
    """One publication of a force's month (``2019-04``)."""

    name: str
    force: str
    month: str
    rows: tuple[Row, ...]
    encoding: str = "utf-8"


def find_files(folder: Path) -> list[Path]:
    """Every stop-and-search file below ``folder``, in the order of their names."""
    found = [path for path in folder.rglob("*stop-and-search.csv*") if path.name.endswith(ENDINGS)]
    return sorted(found, key=lambda path: (path.name, path))


def read_edition(path: Path, force: str | None = None, month: str | None = None) -> Edition:
    """Read a CSV in any usual form; force and month come from its name where not given.

    Raises ``Failure`` for a file that cannot be read as a whole: not there, broken gzip, no
    text, other columns, no rows, or cut off in its last row.
    """
    named = _NAME.match(path.name)
    if named is None and not (force and month):
        raise Failure(
            f"{path.name} is not named 2019-04-west-midlands-stop-and-search.csv: "
            "say --force and --month"
        )
    force, month = force or (named[2] if named else ""), month or (named[1] if named else "")
    table = open_table(path)
    _require_columns(path, table.header)
    rows = tuple(map(_row, table.lines()))
    if not rows:
        raise Failure(f"{path.name} has no rows: an empty download is not an empty month")
    return Edition(path.name, force, month, rows, table.encoding)


def _require_columns(path: Path, header: Sequence[str]) -> None:
    if sorted(header) == sorted(COLUMNS):
        return
    missing, strange = set(COLUMNS) - set(header), set(header) - set(COLUMNS)
    parts = [
        f"{word} {', '.join(name or 'one without a name' for name in sorted(names))}"
        for word, names in (("without", missing), ("with", strange))
        if names
    ]
    raise Failure(f"{path.name} has other columns than data.police.uk's: {' and '.join(parts)}")


def _row(line: Line) -> Row:
    return Row(line.number, {name: line.text[name] for name in COLUMNS}, line.fault, line.rest)
