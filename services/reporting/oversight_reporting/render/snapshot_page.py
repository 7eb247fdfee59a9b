"""A snapshot as a page: within the site, or alone as a file to keep."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinja2 import Environment

from oversight_contracts.recorded_fields import NOT_RECORDED
from oversight_reporting.model.document import SectionDocument
from oversight_reporting.model.item_document import (
    FiguresDocument,
    GridDocument,
    ItemDocument,
    NarrativeDocument,
    PanelDocument,
)
from oversight_reporting.model.row_document import FiguresRow, GridCellDocument
from oversight_reporting.model.snapshot import Snapshot, SnapshotSummary
from oversight_reporting.render.chart_renderer import ChartCache, DrawnChart
from oversight_reporting.render.table import PrintedTable, printed_table


@dataclass(frozen=True)
class ListedFile:
    """A file of a snapshot as pages list it; without a hash it is written anew when asked for."""

    suffix: str
    title: str
    media_type: str
    link: str
    sha256: str | None
    size: int | None


class SnapshotPages:
    """Writes pages from the frozen rows alone: nothing is worked out again."""

    def __init__(self, templates: Environment, charts: ChartCache) -> None:
        self._templates = templates
        self._charts = charts

    async def within_site(
        self, snapshot: Snapshot, files: Sequence[ListedFile], known_at: datetime
    ) -> str:
        """The page with the site's navigation, and what is known by then of later revisions."""
        return await self._write("snapshot.html", snapshot, files, known_at=known_at)

    async def alone(self, snapshot: Snapshot, files: Sequence[ListedFile]) -> str:
        """The page with its style inside, so that it can be kept and printed."""
        return await self._write("snapshot-alone.html", snapshot, files)

    def standing(self, summary: SnapshotSummary, known_at: datetime) -> str:
        """Whether a later revision has replaced it: what a frozen page asks when it is opened."""
        template = self._templates.get_template("snapshot-standing.html")
        return template.render(summary=summary, known_at=known_at)

    async def _write(
        self, template: str, snapshot: Snapshot, files: Sequence[ListedFile], **more: Any
    ) -> str:
        document = snapshot.document
        return self._templates.get_template(template).render(
            snapshot=document,
            summary=snapshot.summary,
            files=files,
            period=document.period,
            cut_at=document.as_at.at,
            shown=await shown_sections(document.sections, self._charts),
            **more,
        )


@dataclass(frozen=True)
class ShownItem:
    """An item with its table and chart; ``name`` is unique in the page.

    A panel has ``tables``, each an item of its own, and none itself.
    """

    name: str
    item: ItemDocument
    table: PrintedTable | None
    charts: list[DrawnChart]
    unprinted: bool
    tables: tuple["ShownItem", ...] = ()

    @property
    def kind(self) -> str:
        """The kind of item, which names the template it is printed by."""
        return self.item.kind


@dataclass(frozen=True)
class ShownSection:
    """A section with its items; an ``unprinted`` one stands on the screen alone.

    ``without_records`` are the titles of items of which nothing is known: said in a sentence.
    """

    title: str
    text: str
    unprinted: bool
    items: list[ShownItem]
    without_records: tuple[str, ...] = ()


async def shown_sections(
    sections: Iterable[SectionDocument], charts: ChartCache
) -> list[ShownSection]:
    """Sections with their tables and charts; of what has no records the titles alone."""
    return [
        ShownSection(
            title=section.title,
            text=section.text,
            unprinted=not section.text and all(map(_is_unprinted, section.items)),
            items=[
                await shown_item(item, charts, f"figure-{number}-{index}")
                for index, item in enumerate(section.items, 1)
                if not _is_empty(item)
            ],
            without_records=tuple(each.title for each in section.items if _is_empty(each)),
        )
        for number, section in enumerate(sections, 1)
    ]


async def shown_item(item: ItemDocument, charts: ChartCache, name: str) -> ShownItem:
    """An item with its table and chart, under a name unique in the page."""
    parts = item.tables if isinstance(item, PanelDocument) else []
    tabled = item if isinstance(item, FiguresDocument | GridDocument) else None
    return ShownItem(
        name=name,
        item=item,
        table=printed_table(tabled) if tabled else None,
        charts=await charts.draw(tabled, name) if tabled else [],
        unprinted=_is_unprinted(item),
        tables=tuple(
            [await shown_item(each, charts, f"{name}-{at}") for at, each in enumerate(parts, 1)]
        ),
    )


def _is_unprinted(item: ItemDocument) -> bool:
    # A place for words that nobody wrote: on paper it would only be a hole.
    return isinstance(item, NarrativeDocument) and item.commentary and item.status is None


def _is_told(of: FiguresRow | GridCellDocument) -> bool:
    return of.value is not None or of.suppressed or of.printed == NOT_RECORDED


def _is_empty(item: ItemDocument) -> bool:
    """True where no row or cell has a figure of any time, and none is hidden or explained.

    What is not recorded is explained: there are records.
    """
    if isinstance(item, NarrativeDocument):
        return False
    if isinstance(item, PanelDocument):
        return not item.tables
    if isinstance(item, GridDocument):
        cells = [cell for cell in item.rows if cell.indicator and cell.shows != "residents"]
        known = any(_is_told(cell) or cell.quoted for cell in cells)
        return bool(cells) and not known
    return all(
        not _is_told(row)
        and row.covers == "none"
        and row.quoted is None
        and (row.earlier is None or row.earlier.value is None)
        for row in item.rows
    )
