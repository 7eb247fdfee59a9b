"""Read a file as it is, and refuse one that is not whole."""

import csv
import gzip
import io
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from oversight_local.failure import Failure

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
_GZIP = b"\x1f\x8b"
_NAME = re.compile(r"^(\d{4}-(?:0[1-9]|1[0-2]))-([a-z0-9]+(?:-[a-z0-9]+)*)-stop-and-search\.csv")
ENDINGS = ("stop-and-search.csv", "stop-and-search.csv.gz")


@dataclass(frozen=True)
class Row:
    """One line: its number in the file (the header is 1) and its text by column, trimmed."""

    line: int
    text: dict[str, str]
    fault: str | None = None


# Stands for a row that is no longer in the file.
BLANK_ROW = Row(0, dict.fromkeys(COLUMNS, ""))


@dataclass(frozen=True)
class Edition:
    """One publication of a force's month (``2019-04``)."""

    name: str
    force: str
    month: str
    rows: tuple[Row, ...]


def find_files(folder: Path) -> list[Path]:
    """Every stop-and-search file below ``folder``, in the order of their names."""
    found = [path for path in folder.rglob("*stop-and-search.csv*") if path.name.endswith(ENDINGS)]
    return sorted(found, key=lambda path: (path.name, path))


def read_edition(path: Path, force: str | None = None, month: str | None = None) -> Edition:
    """Read a CSV, gzipped or not; force and month come from its name where not given.

    Raises ``Failure`` for a file that cannot be read as a whole: not there, broken gzip, not
    UTF-8, other columns, no rows, or cut off in its last row.
    """
    named = _NAME.match(path.name)
    if named is None and not (force and month):
        raise Failure(
            f"{path.name} is not named 2019-04-west-midlands-stop-and-search.csv: "
            "say --force and --month"
        )
    force, month = force or (named[2] if named else ""), month or (named[1] if named else "")
    text = _text(path)
    rows = _rows(path, text)
    if not rows:
        raise Failure(f"{path.name} has no rows: an empty download is not an empty month")
    if rows[-1].fault and not text.endswith("\n"):
        raise Failure(f"{path.name} ends in the middle of a row: the download was cut off")
    return Edition(path.name, force, month, tuple(rows))


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        if content.startswith(_GZIP):
            content = gzip.decompress(content)
        return content.decode("utf-8-sig")
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Failure(f"{path.name} is broken or cut off: {error}") from error
    except UnicodeDecodeError as error:
        raise Failure(f"{path.name} is not UTF-8 text (byte {error.start})") from error
    except OSError as error:
        raise Failure(f"{path} cannot be read: {error.strerror}") from error


def _rows(path: Path, text: str) -> list[Row]:
    # newline="" leaves line breaks inside quotes to the reader.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _require_columns(path, header)
        return [_row(reader.line_num, header, cells) for cells in reader if cells]
    except csv.Error as error:
        raise Failure(f"{path.name} is broken in line {reader.line_num}: {error}") from error


def _require_columns(path: Path, header: list[str]) -> None:
    if sorted(header) == sorted(COLUMNS):
        return
    missing, strange = set(COLUMNS) - set(header), set(header) - set(COLUMNS)
    parts = [
        f"{word} {', '.join(sorted(names))}"
        for word, names in (("without", missing), ("with", strange))
        if names
    ]
    raise Failure(
        f"{path.name} has other columns than data.police.uk's: "
        f"{' and '.join(parts) or 'a column twice'}"
    )


def _row(line: int, header: list[str], cells: list[str]) -> Row:
    text = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
    fault = None
    if len(cells) != len(header):
        fault = f"has {len(cells)} fields, not {len(header)}"
    return Row(line, {name: text.get(name, "") for name in COLUMNS}, fault)
