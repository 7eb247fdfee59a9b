"""The rows that were not taken, as a file that says what to correct in those they stand in."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from oversight_local.failure import Failure
from oversight_local.load.csv_file import Line

OWN_COLUMNS = ("File", "Line", "Column at fault", "Reason")


class RefusedLines:
    """Writes as rows are refused; the file is only made for the first. Close it at the end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._columns: list[str] = []
        self._file: TextIO | None = None

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

    def write(self, line: Line, column: str, reason: str) -> None:
        """Add a row, all of it, behind its file, line, column at fault and reason."""
        cells = [line.text.get(name, "") for name in self._columns]
        file = self._opened()
        csv.writer(file).writerow((line.file, line.number, column, reason, *cells, *line.rest))

    def close(self) -> None:
        """Nothing is written after it."""
        if self._file is not None:
            self._file.close()

    def _opened(self) -> TextIO:
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", newline="", encoding="utf-8")
            csv.writer(self._file).writerow((*OWN_COLUMNS, *self._columns))
        return self._file
