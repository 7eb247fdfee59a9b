"""A report made from what is known now: what a snapshot freezes and a preview shows."""

from asyncio import to_thread

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reports import Audience
from oversight_measures.periods.period import Period
from oversight_reporting.model.document import ReportDocument
from oversight_reporting.query.reader import Reader
from oversight_reporting.report.plan import plan_report, report_document


class ReportWriter:
    """Asks a report's queries and writes its document for an audience."""

    def __init__(self, catalogue: Catalogue, reader: Reader, audience: Audience = "board") -> None:
        self._catalogue = catalogue
        self._reader = reader
        self._audience = audience

    async def write(
        self, report: str, force: str, period: Period, title: str | None = None
    ) -> ReportDocument:
        """The report as at the last cut. Raises ``Refused`` and ``NothingCounted``."""
        plan = plan_report(self._catalogue, report, force, period)
        plans = [(force, each) for each in plan.plans]
        rule = plan.report.rule(self._audience)
        inputs = await self._reader.ask_all(plan.queries, plans, rule)
        # Exact tests of changes can take a second each, in which others are answered.
        return await to_thread(
            report_document, self._catalogue, plan, title, inputs, self._audience
        )
