"""A cache in front of one view: many queries read the same spans, values and statistics."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from oversight_contracts.windows import BucketRange
from oversight_reporting.model.coverage import CountedDays, StatedFields
from oversight_reporting.model.deliverables import Update
from oversight_reporting.model.published import PublishedFigure
from oversight_reporting.model.totals import BucketTotal
from oversight_reporting.repository.figures import View

T = TypeVar("T")


class CachedView:
    """Lives as long as the view that it asks: all is as at one cut, so nothing goes stale."""

    def __init__(self, view: View) -> None:
        self._view = view
        self.cut = view.cut
        self._known: dict[tuple[object, ...], Any] = {}

    async def totals(
        self, indicator: str, force: str, area: str, dimensions: str, buckets: BucketRange
    ) -> list[BucketTotal]:
        """The totals of the view, not cached: they are many, and seldom asked for twice."""
        return await self._view.totals(indicator, force, area, dimensions, buckets)

    async def monthly(
        self, indicator: str, force: str, area: str, dimensions: str, buckets: BucketRange
    ) -> list[BucketTotal]:
        """Asked once for each count: items of one indicator are judged by the same months."""
        key = ("monthly", indicator, force, area, dimensions, buckets)
        return await self._once(
            key, lambda: self._view.monthly(indicator, force, area, dimensions, buckets)
        )

    async def record_days(self, indicators: Sequence[str], force: str) -> CountedDays | None:
        """Asked once for each kind of record."""
        key = ("record days", *indicators, force)
        return await self._once(key, lambda: self._view.record_days(indicators, force))

    async def names_areas(self, indicators: Sequence[str], force: str) -> bool:
        """Asked once for each kind of record."""
        key = ("names areas", *indicators, force)
        return await self._once(key, lambda: self._view.names_areas(indicators, force))

    async def seen(self, indicator: str, force: str, dimensions: str) -> set[str]:
        """Asked once for each breakdown."""
        key = ("seen", indicator, force, dimensions)
        return await self._once(key, lambda: self._view.seen(indicator, force, dimensions))

    async def stated_fields(self, force: str, kind: str) -> StatedFields:
        """Asked once for each kind of record."""
        key = ("stated fields", force, kind)
        return await self._once(key, lambda: self._view.stated_fields(force, kind))

    async def statistics(self, force: str, area: str, measure: str) -> list[PublishedFigure]:
        """Asked once for each measure of an area."""
        key = ("statistics", force, area, measure)
        return await self._once(key, lambda: self._view.statistics(force, area, measure))

    async def updates(self, force: str, plan: str) -> list[Update]:
        """The updates of the view, not cached."""
        return await self._view.updates(force, plan)

    async def _once(self, key: tuple[object, ...], ask: Callable[[], Awaitable[T]]) -> T:
        if key not in self._known:
            self._known[key] = await ask()
        found: T = self._known[key]
        return found
