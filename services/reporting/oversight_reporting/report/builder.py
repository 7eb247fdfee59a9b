"""A report made from what is known now: what a snapshot freezes and a preview shows."""

from asyncio import to_thread

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reports import Audience
from oversight_measures.periods.period import Period
from oversight_reporting.disclosure.suppression import apply_disclosure_control
from oversight_reporting.model.document import ReportDocument
from oversight_reporting.query.reader import Reader
from oversight_reporting.report.plan import plan_report, report_document


class ReportWriter:
    """Asks a report's questions and writes its document for ``shown_to``."""

    def __init__(self, catalogue: Catalogue, reader: Reader, shown_to: Audience = "board") -> None:
        self._catalogue = catalogue
        self._reader = reader
        self._shown_to = shown_to

    async def write(
        self, report: str, force: str, period: Period, title: str | None = None
    ) -> ReportDocument:
        """The report as at the last cut. Raises ``Refused`` and ``NothingCounted``."""
        plan = plan_report(self._catalogue, report, force, period)
        given = await self._reader.ask_for(plan.questions, plan.plans, force)
        # Of all that the report prints at once: its tables share totals.
        rule = plan.report.rule(self._shown_to)
        seen = await to_thread(
            apply_disclosure_control, [*given.answers], rule, self._catalogue.forces
        )
        given.answers = iter(seen)
        # Exact tests of changes can take a second each, in which others are answered.
        return await to_thread(report_document, self._catalogue, plan, title, given, self._shown_to)
