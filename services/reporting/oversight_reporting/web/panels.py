"""Panels of disparities as they are asked for, live."""

from asyncio import to_thread
from collections.abc import Mapping

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_reporting.figures.document import as_at_document
from oversight_reporting.figures.query import Refused, find_indicator, read_force_of, read_period
from oversight_reporting.model.live_document import LivePanelDocument
from oversight_reporting.panel.plan import PanelPlan, plan_panel
from oversight_reporting.query.reader import Reader
from oversight_runtime.http.problems import Problem

PARAMETERS = ("from", "to", "force", "basis")
NOT_LIVE = (
    "A panel puts the counts of several indicators beside one another. Held against the live pages "
    "of each of them it could tell small counts that are suppressed there, so for the public it is "
    "in frozen reports alone, which are protected as one document and remembered. {where}"
)
FROZEN = "These have it: {titles}. Those that are frozen are listed at /snapshots."
IN_NO_REPORT = "No report that is defined has it."


class Panels:
    """Asks what a panel shows, for readers who may see every count."""

    def __init__(self, catalogue: Catalogue, force: str, reader: Reader) -> None:
        self._catalogue = catalogue
        self._force = force
        self._reader = reader

    def require_shown(self, name: str) -> None:
        """Raises a 403 ``Problem`` where figures are for the public.

        ``Refused`` where there is no such indicator.
        """
        if find_indicator(self._catalogue, name).has_panel and self._reader.is_public:
            reports = self._catalogue.reports.values()
            titles = [each.title for each in reports if name in each.panels]
            frozen = FROZEN.format(titles=", ".join(titles)) if titles else IN_NO_REPORT
            raise Problem(403, "not shown live to the public", NOT_LIVE.format(where=frozen))

    def plan(self, name: str, given: Mapping[str, str]) -> PanelPlan:
        """The panel that query parameters ask for. Raises ``Refused`` and ``Problem``."""
        self.require_shown(name)
        for each in given:
            if each not in PARAMETERS:
                known = ", ".join(PARAMETERS)
                raise Refused(each, f"there is no such parameter; there are {known}")
        indicator = find_indicator(self._catalogue, name)
        force = read_force_of(self._catalogue, indicator, given.get("force") or self._force)
        period = read_period(given)
        return plan_panel(self._catalogue, name, force, period, given.get("basis") or None)

    async def written(self, plan: PanelPlan) -> LivePanelDocument:
        """The panel as at the last cut. Raises ``NothingCounted``."""
        inputs = await self._reader.ask_all(plan.queries)
        # Intervals of many areas take a moment, in which others are answered.
        panel = await to_thread(plan.document, inputs)
        return LivePanelDocument(as_at=as_at_document(self._catalogue, inputs.cut), panel=panel)

    async def document(self, name: str, given: Mapping[str, str]) -> LivePanelDocument:
        """The panel that query parameters ask for.

        Raises ``Refused``, ``NothingCounted`` and ``Problem``.
        """
        return await self.written(self.plan(name, given))
