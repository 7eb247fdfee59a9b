"""The charts of items, drawn once and kept."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

Item = Mapping[str, Any]
KEPT_CHARTS = 256


class Charts:
    """Draws with ``draw`` (Vega-Lite to SVG) and keeps what it drew."""

    def __init__(self, draw: Callable[[str], Awaitable[str]]) -> None:
        self._draw = draw
        self._drawn: OrderedDict[str, str] = OrderedDict()

    async def draw(self, item: Item, name: str) -> str | None:
        """The SVG element of an item, None where there is nothing to draw.

        ``name`` is unique in the page: the words are tied to the picture by it.
        """
        # Read with the first chart: Altair takes a quarter of the time of a start.
        from oversight_reporting.charts import described, specification_of

        specification = specification_of(item)
        if specification is None:
            return None
        if specification not in self._drawn:
            self._drawn[specification] = await self._draw(specification)
            if len(self._drawn) > KEPT_CHARTS:
                self._drawn.popitem(last=False)
        return described(self._drawn[specification], item, name)
