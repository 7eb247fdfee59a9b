"""The reader of figures: results of one query or of many, all as at one cut, for an audience."""

from asyncio import to_thread
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from oversight_contracts.coverage import Telling, days_of_kind, telling_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.definitions.models.reports import Audience, rule_of
from oversight_contracts.facts.facts import Cut
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.recorded_fields import unrecorded_days, unrecorded_rows
from oversight_measures.coverage import Coverage, RecordDays, coverage_of
from oversight_measures.disclosure.lots import Lots
from oversight_measures.disclosure.small_numbers import SmallNumbers
from oversight_measures.periods.period import Period, london_day
from oversight_measures.periods.stretches import Stretches
from oversight_reporting.disclosure.frozen_counts import told_by
from oversight_reporting.disclosure.suppression import (
    Controlled,
    Readers,
    apply_disclosure_control,
)
from oversight_reporting.figures.evaluate import (
    bucket_range,
    dimension_sets,
    evaluate,
    totals_query,
)
from oversight_reporting.figures.inputs import ReportInputs
from oversight_reporting.figures.monthly_counts import MonthlyCounts
from oversight_reporting.figures.published import (
    quoted_result,
    with_history,
)
from oversight_reporting.figures.query import FigureQuery, from_the_first
from oversight_reporting.figures.result import QueryResult, RawResult
from oversight_reporting.figures.standard_periods import require_standard
from oversight_reporting.figures.table_writer import StoredTotals, without_areas
from oversight_reporting.model.published import Quotations
from oversight_reporting.model.published_counts import ToldByWhat
from oversight_reporting.model.snapshot import Published
from oversight_reporting.model.totals import TotalsIndex
from oversight_reporting.query.cached_view import CachedView
from oversight_reporting.repository.figures import FigureRepository, View


class NothingCounted(Exception):
    """No cut has arrived yet: there is nothing that could be stood behind."""


class OtherDefinitions(Exception):
    """The totals were counted under other definitions than they would be explained with."""


class DisclosureSource(Protocol):
    """Has the key of the installation, and what was published."""

    async def lots(self) -> Lots:
        """The lots that the key draws."""

    async def published(self, force: str, audience: Audience) -> Sequence[Published]:
        """What each snapshot of a force told an audience, the first first."""


class Reader:
    """Reads figures for an audience, through views of the repository."""

    def __init__(
        self,
        catalogue: Catalogue,
        repository: FigureRepository,
        audience: Audience = "board",
        disclosure: DisclosureSource | None = None,
    ) -> None:
        """Without ``disclosure`` it can read for those alone who may see every count."""
        self._catalogue = catalogue
        self._audience = audience
        self._rule = rule_of(audience)
        self._disclosure = disclosure
        self._definitions = catalogue.counting_hash
        self._repository = repository
        self._telling: dict[str, list[Telling]] = {}
        self._remembered: dict[str, ToldByWhat] = {}

    @property
    def is_public(self) -> bool:
        """True where it reads for those to whom small counts are not shown."""
        return self._audience == "public"

    async def ask(self, query: FigureQuery) -> QueryResult:
        """The result of one query. Raises ``NothingCounted`` and ``OtherDefinitions``.

        Raises ``Refused`` where the public asks for days that are no standard period.
        """
        if self.is_public:
            require_standard(query)
        return (await self.ask_all([query])).results[query]

    async def ask_all(
        self,
        queries: Iterable[FigureQuery],
        plans: Iterable[tuple[str, str]] = (),
        rule: SmallNumbers | None = None,
        shown_to: Audience | None = None,
    ) -> ReportInputs:
        """The result of each distinct query and the updates of plans, all as at the same cut.

        ``plans`` are named by force and id. Disclosure control is by ``rule``, or by that of the
        audience, over all results at once, with what was published for whom they are ``shown_to``:
        what is read together is protected together. Raises ``NothingCounted`` and
        ``OtherDefinitions``.
        """
        asked = list(dict.fromkeys(queries))
        async with self._repository.view() as opened:
            view = CachedView(opened)
            cut = self._counted(view)
            found = [await self._result(view, query) for query in asked]
            updates = {plan: await view.updates(force, plan) for force, plan in plans}
        audience = shown_to or self._audience
        used = self._rule if rule is None else rule
        seen = await self._controlled(found, used, audience)
        results = dict(zip(asked, seen.results, strict=True))
        return ReportInputs(cut, results, updates, seen.told, seen.lost, used)

    async def _controlled(
        self, found: Sequence[RawResult], rule: SmallNumbers, audience: Audience
    ) -> Controlled:
        forces = self._catalogue.forces
        remembered = audience == "public"
        if not rule.below or self._disclosure is None:
            return apply_disclosure_control(found, Readers(rule, remembered=remembered), forces)
        lots, published = await self._disclosure.lots(), list[Published]()
        for force in dict.fromkeys(each.query.force for each in found):
            published += await self._disclosure.published(force, audience)

        def controlled() -> Controlled:
            memory = [self._told(each) for each in published]
            return apply_disclosure_control(found, Readers(rule, lots, memory), forces)

        # Large tables take a moment, in which others are answered.
        return await to_thread(controlled)

    def _told(self, published: Published) -> ToldByWhat:
        """What a snapshot told; it never changes."""
        if published.name not in self._remembered:
            self._remembered[published.name] = told_by(self._catalogue, published)
        return self._remembered[published.name]

    async def records_of(
        self, indicators: Iterable[str], force: str
    ) -> tuple[Cut, dict[str, Coverage]]:
        """The days there are records for, by indicator.

        Raises ``NothingCounted`` and ``OtherDefinitions``.
        """
        async with self._repository.view() as opened:
            view = CachedView(opened)
            cut = self._counted(view)
            return cut, {name: await self._coverage(view, name, force) for name in indicators}

    async def periods_stated(self, indicator: Indicator, force: str) -> list[Period]:
        """Every period of which a statistic stands for the whole force, in order.

        Raises ``NothingCounted`` and ``OtherDefinitions``.
        """
        async with self._repository.view() as opened:
            view = CachedView(opened)
            self._counted(view)
            stated = await view.statistics(force, WHOLE_FORCE, indicator.published_measure or "")
            return Quotations(stated, indicator.published_factor).periods

    async def _result(self, view: View, query: FigureQuery) -> RawResult:
        cut = self._counted(view)
        measure = query.indicator.published_measure
        quotations = Quotations([], 1)
        if measure is not None:
            stated = await view.statistics(query.force, query.area, measure)
            quotations = Quotations(stated, query.indicator.published_factor)
        if query.whole_record:
            coverage = await self._coverage(view, query.indicator.id, query.force)
            query = from_the_first(query, coverage.first, quotations.periods)
        if query.indicator.is_published:
            return quoted_result(self._catalogue, query, quotations, cut)
        found = await self._counted_result(view, query, cut)
        return with_history(self._catalogue, found, quotations)

    async def _counted_result(self, view: View, query: FigureQuery, cut: Cut) -> RawResult:
        buckets = bucket_range(self._catalogue, query, cut)
        source = totals_query(self._catalogue, query)
        place = (source.indicator.id, source.force, source.area)
        read = view.monthly if isinstance(query, MonthlyCounts) else view.totals
        stored = [
            each
            for dimensions in dimension_sets(source)
            for each in await read(*place, dimensions, buckets)
        ]
        coverage = await self._coverage(view, query.indicator.id, query.force)
        by, seen, rows = ",".join(source.by), set[str](), dict[str, dict[str, Stretches]]()
        if by:
            seen = await view.seen(source.indicator.id, query.force, by)
            rows = await self._unrecorded_rows(view, source)
        known = StoredTotals(TotalsIndex(stored), coverage, seen, rows)
        found = evaluate(self._catalogue, query, known, cut)
        if coverage.first is None or await self._names_areas(view, query):
            return found
        return replace(found, tables=tuple(map(without_areas, found.tables)))

    async def _names_areas(self, view: View, query: FigureQuery) -> bool:
        """Whether all kinds of record that a query counts can tell one area from another."""
        if query.area == WHOLE_FORCE:
            return True
        kinds = self._telling_of(query.indicator.id)
        return all([await view.names_areas(each.of_kind, query.force) for each in kinds])

    async def _coverage(self, view: View, indicator: str, force: str) -> Coverage:
        telling = self._telling_of(indicator)
        found = [await self._days(view, each, force) for each in telling]
        stated = {each.kind: await view.stated_fields(force, each.kind) for each in telling}
        source, _ = self._catalogue.indicators[indicator].totals_source(())
        unrecorded = unrecorded_days(self._catalogue.indicators[source], stated)
        return coverage_of(found, london_day(self._counted(view).at), unrecorded)

    async def _unrecorded_rows(
        self, view: View, query: FigureQuery
    ) -> dict[str, dict[str, Stretches]]:
        kinds = {each.kind for each in self._telling_of(query.indicator.id)}
        stated = {kind: await view.stated_fields(query.force, kind) for kind in kinds}
        dimensions = {name: self._catalogue.dimensions[name] for name in query.by}
        found = {n: unrecorded_rows(query.indicator, d, stated) for n, d in dimensions.items()}
        return {name: rows for name, rows in found.items() if rows}

    def _telling_of(self, indicator: str) -> list[Telling]:
        if indicator not in self._telling:
            defined = self._catalogue.indicators[indicator]
            self._telling[indicator] = telling_of(self._catalogue, defined)
        return self._telling[indicator]

    async def _days(self, view: View, telling: Telling, force: str) -> RecordDays | None:
        of_kind = await view.record_days(telling.of_kind, force)
        if of_kind is None:
            return None
        on_date = None
        if telling.on_date and telling.on_date != telling.of_kind:
            on_date = await view.record_days(telling.on_date, force)
        return days_of_kind(telling.kind, of_kind, on_date)

    def _counted(self, view: View) -> Cut:
        if view.cut is None:
            raise NothingCounted
        if view.cut.definitions != self._definitions:
            raise OtherDefinitions
        return view.cut
