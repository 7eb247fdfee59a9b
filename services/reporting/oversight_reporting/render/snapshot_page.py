"""A snapshot as a page: within the site, or alone as a file to keep."""

from collections.abc import Iterable
from dataclasses import dataclass

from jinja2 import Environment

from oversight_reporting.model.document import SectionDocument
from oversight_reporting.model.item_document import (
    FiguresDocument,
    ItemDocument,
    NarrativeDocument,
)
from oversight_reporting.model.snapshot import Snapshot
from oversight_reporting.render.chart_renderer import ChartCache
from oversight_reporting.render.table import PrintedTable, printed_table


class SnapshotPages:
    """Writes pages from the frozen rows alone: nothing is worked out again."""

    def __init__(self, templates: Environment, charts: ChartCache) -> None:
        self._templates = templates
        self._charts = charts

    async def within_site(self, snapshot: Snapshot) -> str:
        """The page with the site's navigation."""
        return await self._write("snapshot.html", snapshot)

    async def alone(self, snapshot: Snapshot) -> str:
        """The page with its style inside, so that it can be kept and printed."""
        return await self._write("snapshot-alone.html", snapshot)

    async def _write(self, template: str, snapshot: Snapshot) -> str:
        document = snapshot.document
        return self._templates.get_template(template).render(
            snapshot=document,
            summary=snapshot.summary,
            period=document.period,
            cut_at=document.as_at.at,
            shown=await shown_sections(document.sections, self._charts),
        )


@dataclass(frozen=True)
class ShownItem:
    """An item with its table and chart; ``name`` is unique in the page."""

    name: str
    item: ItemDocument
    table: PrintedTable | None
    chart: str | None
    unprinted: bool

    @property
    def kind(self) -> str:
        """The kind of item, which names the template it is printed by."""
        return self.item.kind


@dataclass(frozen=True)
class ShownSection:
    """A section with its items; an ``unprinted`` one stands on the screen alone."""

    title: str
    text: str
    unprinted: bool
    items: list[ShownItem]


async def shown_sections(
    sections: Iterable[SectionDocument], charts: ChartCache
) -> list[ShownSection]:
    """Sections with their tables and charts."""
    return [
        ShownSection(
            title=section.title,
            text=section.text,
            unprinted=not section.text and all(map(_is_unprinted, section.items)),
            items=[
                await shown_item(item, charts, f"figure-{number}-{index}")
                for index, item in enumerate(section.items, 1)
            ],
        )
        for number, section in enumerate(sections, 1)
    ]


async def shown_item(item: ItemDocument, charts: ChartCache, name: str) -> ShownItem:
    """An item with its table and chart, under a name unique in the page."""
    return ShownItem(
        name=name,
        item=item,
        table=None if isinstance(item, NarrativeDocument) else printed_table(item),
        chart=await charts.draw(item, name) if isinstance(item, FiguresDocument) else None,
        unprinted=_is_unprinted(item),
    )


def _is_unprinted(item: ItemDocument) -> bool:
    # A place for words that nobody wrote: on paper it would only be a hole.
    return isinstance(item, NarrativeDocument) and item.commentary and item.status is None
