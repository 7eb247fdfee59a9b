"""The rows that were not taken, as a file that says what to correct in those they stand in."""

import csv
from dataclasses import dataclass
from pathlib import Path

from oversight_local.load.stop_search.rows import COLUMNS, Row


@dataclass(frozen=True)
class RefusedRow:
    """A row, the file it stands in, and why it was not taken."""

    file: str
    row: Row
    column: str
    reason: str


def write_refused(path: Path, refused: list[RefusedRow]) -> None:
    """Write each row, all of it, behind its file, line, column at fault and reason."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("File", "Line", "Column at fault", "Reason", *COLUMNS))
        for each in refused:
            text = (each.row.text[name] for name in COLUMNS)
            where = (each.file, each.row.line, each.column, each.reason)
            writer.writerow((*where, *text, *each.row.rest))
