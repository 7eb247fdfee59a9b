"""Builds stop-and-search files as data.police.uk lays them out."""

import csv
import gzip
import io
from pathlib import Path

from oversight_local.load.stop_search.layout import COLUMNS

NAME = "2019-04-west-midlands-stop-and-search.csv"
TYPICAL = {
    "Type": "Person search",
    "Date": "2019-04-05T10:20:00+00:00",
    "Part of a policing operation": "False",
    "Latitude": "52.480000",
    "Longitude": "-1.900000",
    "Gender": "Male",
    "Age range": "18-24",
    "Self-defined ethnicity": "Asian/Asian British - Pakistani",
    "Officer-defined ethnicity": "Asian",
    "Legislation": "Misuse of Drugs Act 1971 (section 23)",
    "Object of search": "Controlled drugs",
    "Outcome": "A no further action disposal",
    "Outcome linked to object of search": "False",
    "Removal of more than just outer clothing": "False",
}


def a_row(changes: dict[str, str] | None = None) -> dict[str, str]:
    """A typical row, with other text in the columns named."""
    return dict.fromkeys(COLUMNS, "") | TYPICAL | (changes or {})


def a_text(rows: list[dict[str, str]], columns: tuple[str, ...] = COLUMNS) -> str:
    """The rows as one CSV."""
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def a_file(folder: Path, rows: list[dict[str, str]], name: str = NAME) -> Path:
    """The rows as a file, gzipped where its name says so."""
    path = folder / name
    content = a_text(rows).encode()
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path
