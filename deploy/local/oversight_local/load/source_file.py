"""Opens a file to load, whatever it is: text with separators, or a sheet of a workbook."""

from pathlib import Path

from oversight_local.failure import Failure
from oversight_local.load.csv_file import open_bytes, open_csv
from oversight_local.load.table import Table
from oversight_local.load.workbook import MAGIC, open_workbook


def open_table(path: Path, sheet: str | None = None) -> Table:
    """Look through the file. Raises ``Failure`` where it cannot be read as a whole.

    ``sheet`` is the one meant of a workbook; it may be left out where one alone holds anything.
    """
    content = _workbook(path)
    if content is not None:
        return open_workbook(path, content, sheet)
    if sheet is not None:
        raise Failure(f"{path.name} is no workbook, and has no sheet {sheet!r}")
    return open_csv(path)


def _workbook(path: Path) -> bytes | None:
    """The content of a workbook; None for any other file."""
    try:
        with open_bytes(path) as file:
            start = file.read(len(MAGIC[0]))
            return start + file.read() if start in MAGIC else None
    except (EOFError, OSError):
        # Broken, or not there: whoever reads it as text says how.
        return None
