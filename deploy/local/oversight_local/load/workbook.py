"""Reads one sheet of a workbook as office programs write it: .xlsx, .ods, and older ones.

What is typed in a cell comes as text, as a CSV would have it: a number without an exponent, a date
as 2019-04-01, a time as 10:20:00, both as 2019-04-01 10:20:00.
"""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from oversight_local.failure import Failure
from oversight_local.load.table import Line, header_of, line_of

# How such a file begins: a ZIP archive, or the older container of .xls and of what is encrypted.
MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_INSIDE = ("xl/workbook.", "content.xml")
_CELL = int | float | str | bool | time | date | datetime | timedelta
# Excel keeps a moment as a fraction of days: what lies within this of a second is that second.
_BLUR = timedelta(milliseconds=1)


@dataclass(frozen=True)
class SheetTable:
    """A sheet that was read; its first row that holds anything is the header."""

    path: Path
    header: tuple[str, ...]
    rows: Sequence[tuple[int, Sequence[str]]]
    encoding: str = "workbook"

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    def lines(self) -> Iterator[Line]:
        """Every row in order, by its number in the sheet; an empty one is none."""
        for number, cells in self.rows:
            yield line_of(self.name, number, self.header, self._fitting(cells))

    def _fitting(self, cells: Sequence[str]) -> Sequence[str]:
        # A sheet is as wide as its widest row: what is empty behind the header is nobody's.
        width = len(self.header)
        return cells if any(cells[width:]) else cells[:width]


def open_workbook(path: Path, content: bytes, sheet: str | None) -> SheetTable:
    """The sheet called ``sheet``, or the only one with anything in it. Raises ``Failure``."""
    try:
        found = _sheet(path, CalamineWorkbook.from_filelike(BytesIO(content)), sheet)
        rows = [(number, cells) for number, cells in _rows(found) if any(cells)]
    except PasswordError as error:
        raise Failure(f"{path.name} is locked with a password: save it without one") from error
    except CalamineError as error:
        raise _unreadable(path, content, error) from error
    (_, cells), *rest = rows
    header = header_of(path.name, cells)
    while not header[-1]:
        header = header[:-1]
    return SheetTable(path, header, rest)


def _sheet(path: Path, workbook: CalamineWorkbook, name: str | None) -> CalamineSheet:
    # Hidden ones hold lists for menus, and charts are no tables.
    visible = [
        each.name
        for each in workbook.sheets_metadata
        if each.visible is SheetVisibleEnum.Visible and each.typ is SheetTypeEnum.WorkSheet
    ]
    if name is not None and name not in visible:
        raise Failure(f"{path.name} has no sheet {name!r}; it has {', '.join(visible)}")
    sheets = [workbook.get_sheet_by_name(each) for each in ([name] if name else visible)]
    filled = [each for each in sheets if any(any(cells) for _, cells in _rows(each))]
    if not filled:
        what = "it" if name is None else f"its sheet {name}"
        raise Failure(f"{path.name} has no header: {what} is empty")
    if len(filled) > 1:
        names = ", ".join(each.name for each in filled)
        raise Failure(f"{path.name} has several sheets: say one of them with --sheet: {names}")
    return filled[0]


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        yield number, [_text(each) for each in cells]


def _text(cell: _CELL) -> str:
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, int | float):
        return _number(cell)
    if isinstance(cell, datetime):
        return _moment(cell)
    if isinstance(cell, timedelta):
        return _span(cell)
    return cell.isoformat()


def _number(cell: float) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return format(Decimal(repr(cell)), "f")


def _moment(cell: datetime) -> str:
    whole = (cell + _BLUR).replace(microsecond=0)
    moment = whole if abs(whole - cell) <= _BLUR else cell
    if moment.time() == time():
        # One program says so of a day, another of a day at midnight.
        return moment.date().isoformat()
    return moment.isoformat(sep=" ")


def _span(cell: timedelta) -> str:
    minutes, seconds = divmod(round(cell.total_seconds()), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"


def _unreadable(path: Path, content: bytes, error: Exception) -> Failure:
    if content.startswith(MAGIC[0]) and not _is_workbook(content):
        return Failure(f"{path.name} is an archive and no table: unpack it, and load what is in it")
    if content.startswith(MAGIC[1]):
        # What is encrypted is kept in the container of .xls.
        return Failure(f"{path.name} cannot be read: it is locked with a password, or damaged")
    return Failure(f"{path.name} is no workbook that can be read, or is cut off: {error}")


def _is_workbook(content: bytes) -> bool:
    try:
        names = zipfile.ZipFile(BytesIO(content)).namelist()
    except (zipfile.BadZipFile, NotImplementedError):
        # Cut off or damaged: it may have been one.
        return True
    return any(name.startswith(_INSIDE) for name in names)
