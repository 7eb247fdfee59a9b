"""The first page: headline figures of the latest whole month, one line each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reports import ReportItem, ReportSection
from oversight_reporting.comparison.error_rate import Comparisons, error_rate
from oversight_reporting.comparison.notes import recurs_in_words
from oversight_reporting.comparison.significance import NOT_TESTED
from oversight_reporting.figures.notes import NOT_ANNUALISED
from oversight_reporting.formatting import months_in_words
from oversight_reporting.model.item_document import FiguresDocument
from oversight_reporting.model.row_document import FiguresRow, SignificanceDocument
from oversight_reporting.render.few_records import ABOUT_FEW, few_in_words
from oversight_reporting.render.table import in_full


@dataclass(frozen=True)
class Headline:
    """One row, in words."""

    title: str
    link: str
    figure: str
    chart: str
    interval: str
    period: str
    earlier: str
    change: str
    chance: str
    method: str
    notes: tuple[str, ...]
    # Where a figure rests on few records, on how many.
    few: str = ""
    earlier_few: str = ""
    # The test of its change; None where none was made.
    test: SignificanceDocument | None = None


@dataclass(frozen=True)
class Group:
    """Headlines under one heading."""

    title: str
    headlines: tuple[Headline, ...]
    # Titles of what cannot be worked out without residents.
    without_residents: tuple[str, ...] = ()

    @property
    def tests(self) -> str:
        """The tests that its changes were judged by; empty where none was."""
        return "; ".join(dict.fromkeys(each.method for each in self.headlines if each.method))

    @property
    def charted(self) -> bool:
        """Whether any of its figures has a process chart."""
        return any(each.chart for each in self.headlines)

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes on some of its figures, and what there is no figure of."""
        notes = dict.fromkeys(note for each in self.headlines for note in each.notes)
        if any(each.few or each.earlier_few for each in self.headlines):
            notes[ABOUT_FEW] = None
        titles = "; ".join(self.without_residents)
        lacking = f"No figure, since no residents of the force are known: {titles}."
        return (*notes, lacking) if titles else tuple(notes)


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


def headline(
    item: FiguresDocument, force: str, charts: Mapping[str, str] | None = None
) -> Headline:
    """The row of one item's document; ``charts`` are what its months say, by their series."""
    whole = item.rows[0]
    query = urlencode({"from": whole.start, "to": whole.end, "force": force})
    test = whole.significance
    disparity = item.measure == "disparity" and whole.covers != "none"
    earlier = in_full(item, whole.earlier) if whole.earlier else ""
    shown = list(_compared_rows(item)) if disparity else [whole]
    before = [row.earlier for row in shown if row.earlier]
    return Headline(
        title=item.title,
        link=f"/indicators/{item.indicator}?{query}",
        figure=_groups(item) if disparity else in_full(item, whole),
        chart=_charts(charts or {}),
        interval="" if disparity else whole.printed_interval,
        period=_period(whole),
        earlier=_groups_before(item) if disparity else earlier,
        change="" if disparity or not whole.change else whole.change.printed,
        chance=_chance(test),
        method=(test.method or "") if test else "",
        # Of a disparity only the ratio is shown here.
        notes=() if disparity else tuple(_notes(item, test)),
        few=few_in_words(item, shown),
        earlier_few=few_in_words(item, before),
        test=test if test and test.method else None,
    )


def _notes(item: FiguresDocument, test: SignificanceDocument | None) -> Iterator[str]:
    """Without what the item's own page says, what a reader of this row alone has to know."""
    yield from (note for note in item.notes if note == NOT_ANNUALISED)
    if recurs := recurs_in_words(item.title, test.spread if test else None):
        yield recurs


def _chance(test: SignificanceDocument | None) -> str:
    """What a test says, or that no such figure has one; else the indicator's page says why."""
    told = test is not None and (test.method or test.printed != NOT_TESTED)
    return test.printed if test and told else ""


def error_rate_of(groups: Iterable[Group]) -> str:
    """How often chance alone is called more than chance, of all changes that are shown."""
    made = Comparisons()
    for each in (headline for group in groups for headline in group.headlines):
        made = made.and_of(each.test) if each.test else made
    return error_rate(made)


def _charts(charts: Mapping[str, str]) -> str:
    return "; ".join(f"{label} {said}".strip() for label, said in charts.items())


def _period(row: FiguresRow) -> str:
    """The month; where none is whole, that it is so far, or in part."""
    month = months_in_words(row.period)
    if row.running:
        return f"{month} so far"
    return f"{month}, in part" if row.covers == "part" else month


def _groups(item: FiguresDocument) -> str:
    return _listed((row.label, row.printed) for row in _compared_rows(item))


def _groups_before(item: FiguresDocument) -> str:
    known = [(row.label, row.earlier) for row in _compared_rows(item) if row.earlier]
    if all(earlier.value is None for _, earlier in known):
        first = known[0][1] if known else item.rows[0].earlier
        return first.printed if first else ""
    return _listed((label, earlier.printed) for label, earlier in known)


def _compared_rows(item: FiguresDocument) -> Iterator[FiguresRow]:
    # The reference group is 1 by definition.
    return (row for row in item.rows[1:] if row.value not in (None, 1))


def _listed(printed: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{label} {figure}" for label, figure in printed) or "not compared"
