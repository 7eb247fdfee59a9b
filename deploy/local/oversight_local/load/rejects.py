"""The file of refused rows: each whole, behind its place and what to correct in it."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self, TextIO

from oversight_local.failure import Failure
from oversight_local.load.importer import Fault
from oversight_local.load.table import Line

OWN_COLUMNS = ("File", "Line", "Column at fault", "Reason")


class RejectsFile:
    """The CSV file of refused rows, made for the first of them; closed by ``with``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._columns: list[str] = []
        self._file: TextIO | None = None
        self.rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._file is not None:
            self._file.close()

    def require_apart(self, files: Iterable[Path]) -> None:
        """Raise ``Failure`` where one of the files read is the one written to: it would be lost."""
        if self.path.resolve() in {file.resolve() for file in files}:
            raise Failure(
                f"refused rows would be written over {self.path}, which is to be loaded: say "
                "another file with --refused"
            )

    def expect(self, columns: Sequence[str]) -> None:
        """Give these columns a place, before the first row is written."""
        self._columns += [name for name in columns if name not in self._columns]

    def write(self, line: Line, faults: Sequence[Fault]) -> None:
        """Add a row, all of it, behind its file, line, columns at fault and reasons."""
        cells = [line.text.get(name, "") for name in self._columns]
        file = self._opened()
        self.rows += 1
        column, reason = _said(faults)
        csv.writer(file).writerow((line.file, line.number, column, reason, *cells, *line.rest))

    def _opened(self) -> TextIO:
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", newline="", encoding="utf-8")
            csv.writer(self._file).writerow((*OWN_COLUMNS, *self._columns))
        return self._file


def _said(faults: Sequence[Fault]) -> tuple[str, str]:
    """The columns at fault and the reasons; of several each with its column."""
    if len(faults) == 1:
        return faults[0].column, faults[0].reason
    columns = dict.fromkeys(each.column for each in faults if each.column)
    return "; ".join(columns), "; ".join(map(str, faults))
