"""A report made from what is known now: what a snapshot freezes and a preview shows."""

from asyncio import to_thread
from functools import partial

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reports import Audience
from oversight_measures.disclosure.small_numbers import NOTHING_SMALL
from oversight_measures.periods.period import Period
from oversight_reporting.figures.inputs import ReportInputs
from oversight_reporting.model.basis import Basis
from oversight_reporting.model.document import ReportDocument
from oversight_reporting.query.reader import Reader
from oversight_reporting.report.basis import basis_of
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
        document, _ = await self._written(report, force, period, title)
        return document

    async def write_with_basis(
        self, report: str, force: str, period: Period, title: str | None = None
    ) -> tuple[ReportDocument, Basis]:
        """The report, and what its figures stand on. Raises ``Refused`` and ``NothingCounted``."""
        document, inputs = await self._written(report, force, period, title)
        rule = self._catalogue.reports[report].rule(self._audience)
        tells = document.audience == "board" and rule == NOTHING_SMALL
        return document, await to_thread(
            partial(basis_of, self._catalogue, inputs, tells_counts=tells)
        )

    async def _written(
        self, report: str, force: str, period: Period, title: str | None
    ) -> tuple[ReportDocument, ReportInputs]:
        plan = plan_report(self._catalogue, report, force, period)
        plans = [(force, each) for each in plan.plans]
        rule, shown_to = plan.report.rule(self._audience), plan.report.seen_by(self._audience)
        inputs = await self._reader.ask_all(plan.queries, plans, rule, shown_to)
        # Exact tests of changes can take a second each, in which others are answered.
        document = await to_thread(
            report_document, self._catalogue, plan, title, inputs, self._audience
        )
        return document, inputs
