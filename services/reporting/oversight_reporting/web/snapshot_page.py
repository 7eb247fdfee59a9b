"""A snapshot as a page: within the site, or alone as a file to keep."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from jinja2 import Environment

from oversight_measures.periods.period import Period
from oversight_reporting.model.snapshot import Snapshot
from oversight_reporting.render.chart_renderer import ChartCache
from oversight_reporting.render.table import printed_table


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
            period=Period(date.fromisoformat(document["from"]), date.fromisoformat(document["to"])),
            cut_at=datetime.fromisoformat(document["as_at"]["at"]),
            shown=await shown_sections(document["sections"], self._charts),
        )


async def shown_sections(
    sections: list[Mapping[str, Any]], charts: ChartCache
) -> list[dict[str, Any]]:
    """Sections with their tables and charts; `unprinted` ones stand on the screen alone."""
    return [
        {
            "title": section["title"],
            "text": section["text"],
            "unprinted": not section["text"] and all(map(_is_unprinted, section["items"])),
            "items": [
                await shown_item(item, charts, f"figure-{number}-{index}")
                for index, item in enumerate(section["items"], 1)
            ],
        }
        for number, section in enumerate(sections, 1)
    ]


async def shown_item(item: Mapping[str, Any], charts: ChartCache, name: str) -> dict[str, Any]:
    """An item with its table and chart, under a name unique in the page."""
    kind = item.get("kind", "figures")
    return {
        "name": name,
        "kind": kind,
        "unprinted": _is_unprinted(item),
        "item": item,
        "table": None if kind == "narrative" else printed_table(item),
        "chart": await charts.draw(item, name) if kind == "figures" else None,
    }


def _is_unprinted(item: Mapping[str, Any]) -> bool:
    # A place for words that nobody wrote: on paper it would only be a hole.
    return bool(item.get("kind") == "narrative" and item["commentary"] and item["status"] is None)
