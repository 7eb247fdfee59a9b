"""The first page: headline figures of the latest month, one line each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reports import ReportItem, ReportSection
from oversight_reporting.figures.notes import NOT_ANNUALISED
from oversight_reporting.formatting import months_in_words
from oversight_reporting.render.table import in_full, row_period

Document = dict[str, Any]


@dataclass(frozen=True)
class Headline:
    """One row, in words."""

    title: str
    link: str
    figure: str
    interval: str
    period: str
    earlier: str
    change: str
    chance: str
    method: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Headlines under one heading."""

    title: str
    headlines: tuple[Headline, ...]

    @property
    def tests(self) -> str:
        """The tests that its changes were judged by; empty where none was."""
        return "; ".join(dict.fromkeys(each.method for each in self.headlines if each.method))

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be known of some of its figures."""
        return tuple(dict.fromkeys(note for each in self.headlines for note in each.notes))


def headline_groups(catalogue: Catalogue) -> list[tuple[str, list[str]]]:
    """Headings and indicators: those of the report with headlines, or else everything."""
    for report in catalogue.reports.values():
        if report.headlines:
            groups = [(each.title, _indicators(each)) for each in report.sections]
            return [(title, names) for title, names in groups if names]
    return [("Indicators", list(catalogue.indicators))]


def _indicators(section: ReportSection) -> list[str]:
    items = [item for item in section.items if isinstance(item, ReportItem)]
    return list(dict.fromkeys(item.indicator for item in items))


def headline_item(name: str) -> ReportItem:
    """An indicator as a headline asks for it."""
    return ReportItem(indicator=name, compare="same-dates-last-year")


def headline(item: Document, force: str) -> Headline:
    """The row of one item's document."""
    whole = item["rows"][0]
    period = row_period(whole)
    query = urlencode({"from": period.start, "to": period.end, "force": force})
    chance = whole["change"]["chance"] or {}
    disparity = item["measure"] == "disparity" and whole["covers"] != "none"
    return Headline(
        title=item["title"],
        link=f"/indicators/{item['indicator']}?{query}",
        figure=_groups(item) if disparity else in_full(item, whole),
        interval="" if disparity else whole["printed_interval"],
        period=months_in_words(period) + (" (still running)" if whole["running"] else ""),
        earlier=_groups_before(item) if disparity else in_full(item, whole["earlier"]),
        change="" if disparity else whole["change"]["printed"],
        # Where no test is made the indicator's own page says why.
        chance=chance["printed"] if chance.get("method") else "",
        method=chance.get("method") or "",
        # Of a disparity only the ratio is shown here.
        notes=() if disparity else tuple(n for n in item["notes"] if n == NOT_ANNUALISED),
    )


def _groups(item: Document) -> str:
    return _listed((row["label"], row) for row in _compared_rows(item))


def _groups_before(item: Document) -> str:
    known = [(row["label"], row["earlier"]) for row in _compared_rows(item)]
    if all(earlier["value"] is None for _, earlier in known):
        return str(item["rows"][0]["earlier"]["printed"]) if not known else known[0][1]["printed"]
    return _listed(known)


def _compared_rows(item: Document) -> Iterator[Document]:
    # The reference group is 1 by definition.
    return (row for row in item["rows"][1:] if row["value"] not in (None, 1))


def _listed(rows: Iterable[tuple[str, Document]]) -> str:
    return "; ".join(f"{label} {row['printed']}" for label, row in rows) or "not compared"
