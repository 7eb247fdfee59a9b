"""What the board's documents print, as statistics that somebody publishes, and as their tables."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from oversight_contracts.definitions.models.period_names import fixed_period

FOLDER = Path(__file__).parent
SOURCE = "urn:west-midlands:published-statistics"


@dataclass(frozen=True)
class Document:
    """A document: its name is that of its file here and of its entry in documents.yaml."""

    name: str
    publisher: str
    published_on: str | None = None


# The day on which each was published, where it prints one.
DOCUMENTS = (
    Document("strategic-policing-plan-2011-15", "West Midlands Police Authority"),
    Document("spcb-performance-report-2014-12", "West Midlands Police", "2014-12-02"),
    Document("police-and-crime-plan-2014-16", "Police and Crime Commissioner"),
    Document("spcb-national-priorities-2023-09", "Police and Crime Commissioner"),
    Document("annual-report-2020-21", "Police and Crime Commissioner", "2021-09-26"),
)


def statistics(document: Document, source: str) -> Iterator[dict[str, Any]]:
    """The events of the statistics that a document prints without records to count them from."""
    with (FOLDER / f"{document.name}.csv").open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 1):
            subject = f"{document.name}-{number}"
            yield {
                "specversion": "1.0",
                "type": "uk.police.statistic.recorded.v1",
                "source": source,
                "id": f"{subject}-1",
                "subject": subject,
                "time": "2023-09-30T09:00:00Z",
                "data": _data(document, row),
            }


def _data(document: Document, row: Mapping[str, str]) -> dict[str, Any]:
    period = fixed_period(row["period"])
    figures = {name: row[name] for name in ("value", "numerator", "denominator") if row[name]}
    said = row["said"]
    return {
        "force": row["force"] or "west-midlands",
        "area": row["area"] or "force",
        "revision": 1,
        "first_day": period.start.isoformat(),
        "last_day": (period.end - timedelta(days=1)).isoformat(),
        "measure": row["measure"],
        "by": row["by"],
        **figures,
        **({"absent": said} if said and not figures else {}),
        **({said: True} if said and figures else {}),
        "publisher": document.publisher,
        **({"published_on": document.published_on} if document.published_on else {}),
    }


@dataclass(frozen=True)
class Printed:
    """A cell of a table as the document prints it.

    ``differs`` says why ours is another, and ``ours`` which. ``mark`` is how a footnote at it
    begins.
    """

    report: str
    table: str
    row: str
    column: str
    text: str
    ours: str = ""
    differs: str = ""
    mark: str = ""


def tables(document: Document) -> list[Printed]:
    """Every figure of the document's tables, by the titles that the report gives them."""
    text = (FOLDER / f"{document.name}.yaml").read_text(encoding="utf-8")
    given = yaml.safe_load(text)
    return [cell for table in given["tables"] for cell in _cells(given["report"], table)]


def _cells(report: str, table: Mapping[str, Any]) -> Iterator[Printed]:
    differs, marks = dict(table.get("differs", {})), dict(table.get("marks", {}))
    for row, cells in table["rows"].items():
        for column, text in zip(table["columns"], cells, strict=True):
            if text is not None:
                other = differs.pop(f"{row}, {column}", {})
                yield Printed(
                    *(report, table["title"], str(row), str(column), str(text)),
                    ours=str(other.get("ours", "")),
                    differs=other.get("why", ""),
                    mark=marks.pop(f"{row}, {column}", ""),
                )
    assert not differs, f"no such cells of {table['title']}: {differs}"
    assert not marks, f"no such cells of {table['title']}: {marks}"


def period_of(document: Document) -> tuple[str, str]:
    """The report's period: `from` in, `to` not."""
    given = yaml.safe_load((FOLDER / f"{document.name}.yaml").read_text(encoding="utf-8"))
    period = fixed_period(str(given["period"]))
    return period.start.isoformat(), period.end.isoformat()


def plain(text: str) -> str:
    """A figure without what surrounds it: no sign of a rise, per cent, pounds or thousands."""
    found = re.sub(r"(?<=\d),(?=\d{3})", "", text).replace("£", "").replace("+", "")
    return found.replace("%", "").replace(" points", "").strip().lower()
