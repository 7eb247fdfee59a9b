"""Panels of disparities as they are asked for, live."""

from asyncio import to_thread
from collections.abc import Mapping

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_reporting.figures.document import as_at_document
from oversight_reporting.figures.query import Refused, find_indicator, read_force_of, read_period
from oversight_reporting.figures.standard_periods import require_standard_period
from oversight_reporting.model.live_document import LivePanelDocument
from oversight_reporting.panel.plan import PanelPlan, plan_panel
from oversight_reporting.query.reader import Reader

PARAMETERS = ("from", "to", "force", "basis")


class Panels:
    """Asks what a panel shows, for the audience of its reader."""

    def __init__(self, catalogue: Catalogue, force: str, reader: Reader) -> None:
        self._catalogue = catalogue
        self._force = force
        self._reader = reader

    def plan(self, name: str, given: Mapping[str, str]) -> PanelPlan:
        """The panel that query parameters ask for. Raises ``Refused``."""
        for each in given:
            if each not in PARAMETERS:
                known = ", ".join(PARAMETERS)
                raise Refused(each, f"there is no such parameter; there are {known}")
        indicator = find_indicator(self._catalogue, name)
        force = read_force_of(self._catalogue, indicator, given.get("force") or self._force)
        period = read_period(given)
        if self._reader.is_public:
            require_standard_period(period)
        return plan_panel(self._catalogue, name, force, period, given.get("basis") or None)

    async def written(self, plan: PanelPlan) -> LivePanelDocument:
        """The panel as at the last cut. Raises ``NothingCounted``."""
        inputs = await self._reader.ask_all(plan.queries)
        # Intervals of many areas take a moment, in which others are answered.
        panel = await to_thread(plan.document, inputs)
        return LivePanelDocument(as_at=as_at_document(self._catalogue, inputs.cut), panel=panel)

    async def document(self, name: str, given: Mapping[str, str]) -> LivePanelDocument:
        """The panel that query parameters ask for. Raises ``Refused`` and ``NothingCounted``."""
        return await self.written(self.plan(name, given))
