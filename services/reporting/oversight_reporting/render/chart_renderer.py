"""Draws charts in a process of its own: the renderer would hold the event loop for its time."""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from oversight_reporting.model.item_document import FiguresDocument, GridDocument

if TYPE_CHECKING:
    from oversight_reporting.render.chart_axes import Canvas


# The SVG of a Vega-Lite specification.
Draw = Callable[[str], Awaitable[str]]


class ChartRenderer:
    """One process that is started by the first chart and again where it died."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def svg(self, specification: str) -> str:
        """The SVG of a Vega-Lite specification."""
        try:
            return await self._draw(specification)
        except BrokenExecutor:
            self.close()
            return await self._draw(specification)

    def close(self) -> None:
        """End the process."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    async def _draw(self, specification: str) -> str:
        if self._pool is None:
            # A forked copy of a process with threads can hang.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, context, initializer=_follow_parent)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, draw, specification)


def draw(specification: str) -> str:
    """In the process: render."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(specification))


def _follow_parent() -> None:
    """End with the service, also when it is killed; leave the keyboard's interrupt to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def follow() -> None:
        wait([parent.sentinel])
        os._exit(0)

    threading.Thread(target=follow, daemon=True).start()


KEPT_CHARTS = 512


@dataclass(frozen=True)
class DrawnChart:
    """A picture as SVG, wide and for a telephone; the words of both are in the wide one."""

    wide: str
    slim: str


class ChartCache:
    """Draws with ``draw`` (Vega-Lite to SVG) and keeps what it drew."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._drawn: OrderedDict[str, str] = OrderedDict()

    async def draw(self, item: FiguresDocument | GridDocument, name: str) -> list[DrawnChart]:
        """The pictures of an item, none where there is nothing to draw.

        ``name`` is unique in the page: the words are tied to the pictures by it.
        """
        # Read with the first chart: Altair takes a quarter of the time of a start.
        from oversight_reporting.render.chart_axes import SLIM, WIDE
        from oversight_reporting.render.charts import described, panels_of, pointed

        drawn = []
        for number, panel in enumerate(panels_of(item)):
            part = f"{name}-{number}" if number else name
            wide = await self._picture(item, WIDE, panel)
            slim = await self._picture(item, SLIM, panel)
            drawn.append(DrawnChart(described(wide, item, part, panel), pointed(slim, part)))
        return drawn

    async def _picture(
        self, item: FiguresDocument | GridDocument, canvas: "Canvas", panel: str
    ) -> str:
        from oversight_reporting.render.charts import specification_of

        specification = specification_of(item, canvas, panel)
        assert specification is not None
        if specification not in self._drawn:
            self._drawn[specification] = await self._draw(specification)
            if len(self._drawn) > KEPT_CHARTS:
                self._drawn.popitem(last=False)
        return self._drawn[specification]
