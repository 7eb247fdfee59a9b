"""Live figures for pages: the latest headlines, and one indicator at a time."""

from asyncio import to_thread
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.definitions.models.reports import ReportItem
from oversight_contracts.facts.facts import Cut
from oversight_measures.periods.period import (
    DAY,
    Every,
    Period,
    financial_year,
    london_day,
    rolling_months,
)
from oversight_reporting.control_charts.headline import chart_verdicts
from oversight_reporting.figures.default_period import (
    latest_month,
    latest_year,
    natural_pieces,
    pieces_of,
)
from oversight_reporting.figures.inputs import ReportInputs
from oversight_reporting.figures.monthly_counts import monthly_counts
from oversight_reporting.figures.query import FigureQuery, find_indicator, read_force_of
from oversight_reporting.figures.standard_periods import is_standard, require_standard
from oversight_reporting.model.item_document import FiguresDocument
from oversight_reporting.query.reader import Reader
from oversight_reporting.report.items.figures import FiguresPlan, plan_figures
from oversight_reporting.web.overview import Group, headline, headline_groups, headline_item

# Pieces of which differences would tell small counts.
SHORT = (Every.DAY, Every.WEEK)


@dataclass(frozen=True)
class LivePage:
    """One indicator's figures of a period, over its pieces, and on its process chart."""

    cut: Cut
    now: FiguresDocument
    series: FiguresDocument
    every: Every
    # The chart that the overview has its verdict from; None where it has none.
    process: FiguresDocument | None = None


class Live:
    """Asks what pages show."""

    def __init__(self, catalogue: Catalogue, reader: Reader) -> None:
        self._catalogue = catalogue
        self._reader = reader

    @property
    def is_public(self) -> bool:
        """True where it reads for those to whom small counts are not shown."""
        return self._reader.is_public

    async def overview(self, force: str) -> tuple[Cut, list[Group]]:
        """Headlines of each indicator's latest month. Raises ``NothingCounted``."""
        groups = headline_groups(self._catalogue)
        without = self._without_residents(groups, force)
        named = dict.fromkeys(name for _, members in groups for name in members)
        names = [name for name in named if name not in without]
        cut, records = await self._reader.records_of(names, force)
        today = london_day(cut.at)
        plans = [
            self._headline_plan(name, force, latest_month(records[name], today)) for name in names
        ]
        inputs, documents = await self._documents(plans)
        found = dict(zip(names, documents, strict=True))
        charts = dict(zip(names, await to_thread(self._charts, plans, inputs), strict=True))
        return cut, [
            Group(
                title,
                tuple(
                    headline(found[name], force, charts[name]) for name in members if name in found
                ),
                tuple(without[name] for name in members if name in without),
            )
            for title, members in groups
        ]

    def _without_residents(
        self, groups: Sequence[tuple[str, Sequence[str]]], force: str
    ) -> dict[str, str]:
        """Indicators over residents, by their titles, where none of the force are known."""
        if self._catalogue.newest_residents(force, WHOLE_FORCE) is not None:
            return {}
        asked = (self._catalogue.indicators[name] for _, members in groups for name in members)
        return {each.id: each.title for each in asked if each.over_residents}

    async def dated(self, name: str, force: str, given: Mapping[str, str]) -> dict[str, str]:
        """The parameters of a page, with the period that is shown where they say none.

        ``force`` is that of a page that is asked for none. Raises ``Refused`` and
        ``NothingCounted``.
        """
        indicator = find_indicator(self._catalogue, name)
        asked = read_force_of(self._catalogue, indicator, given.get("force") or force)
        if given.keys() & {"from", "to"}:
            return dict(given)
        period = await self.latest_year(indicator.id, asked)
        return {**given, "from": f"{period.start}", "to": f"{period.end}"}

    async def latest_year(self, indicator: str, force: str) -> Period:
        """The period shown when none is asked for. Raises ``NothingCounted``."""
        cut, records = await self._reader.records_of([indicator], force)
        defined = self._catalogue.indicators[indicator]
        if defined.is_published:
            stated = await self._reader.periods_stated(defined, force)
            return max(stated, key=lambda period: period.end) if stated else _this_year(cut)
        year = latest_year(records[indicator], london_day(cut.at))
        if self._reader.is_public and not is_standard(year):
            # Of a record shorter than a year, the year that it ends.
            return rolling_months(year.end - DAY, 12)
        return year

    async def page(self, query: FigureQuery) -> LivePage:
        """The figures of one indicator. Raises ``NothingCounted``.

        Raises ``Refused`` where the public asks for days that are no standard period.
        """
        if self._reader.is_public:
            require_standard(query)
        name, by = query.indicator.id, query.by
        item = ReportItem(
            indicator=name,
            by=by,
            basis=query.basis,
            chart="bar" if by else "none",
            compare="same-dates-last-year",
        )
        every, charted = await self._charted(query)
        pieces = ReportItem(indicator=name, basis=query.basis, every=every, chart="line")
        plans = [
            plan_figures(self._catalogue, each, query.force, query.area, period)
            for each, period in ((item, query.period), (pieces, charted))
        ]
        if (months := monthly_counts(query)) is not None:
            plans.append(self._process_plan(query, months.period))
        inputs, (now, series, *charts) = await self._documents(plans)
        process = _charted_months(query, charts[0]) if charts else None
        return LivePage(inputs.cut, now, _stated(series), every, process)

    def _process_plan(self, query: FigureQuery, months: Period) -> FiguresPlan:
        """The months that the overview charts; of a disparity those of each group."""
        group = query.indicator.reference_group
        item = ReportItem(
            indicator=query.indicator.id,
            by=(group.dimension,) if group else (),
            basis=query.basis,
            every=Every.MONTH,
            chart="xmr",
        )
        return plan_figures(self._catalogue, item, query.force, query.area, months)

    async def _charted(self, query: FigureQuery) -> tuple[Every, Period]:
        """The pieces of the chart and its period; what is published is shown from its beginning."""
        period, indicator = query.period, query.indicator
        if not indicator.is_published:
            every = pieces_of(period)
            return (Every.MONTH if self._reader.is_public and every in SHORT else every), period
        every = natural_pieces(period)
        stated = await self._reader.periods_stated(indicator, query.force)
        first = min((each.start for each in stated), default=period.start)
        return every, Period(min(first, period.start), period.end)

    def _headline_plan(self, name: str, force: str, month: Period) -> FiguresPlan:
        return plan_figures(self._catalogue, headline_item(name), force, WHOLE_FORCE, month)

    def _charts(self, plans: Sequence[FiguresPlan], inputs: ReportInputs) -> list[dict[str, str]]:
        asked = (inputs.results[each.months] if each.months else None for each in plans)
        return [chart_verdicts(self._catalogue, each) if each else {} for each in asked]

    async def _documents(
        self, plans: Sequence[FiguresPlan]
    ) -> tuple[ReportInputs, list[FiguresDocument]]:
        asked = [query for plan in plans for query in plan.queries]
        inputs = await self._reader.ask_all(asked)
        # Exact tests of changes can take a second each, in which others are answered.
        return inputs, await to_thread(lambda: [plan.document(inputs) for plan in plans])


def _charted_months(query: FigureQuery, months: FiguresDocument) -> FiguresDocument:
    """From the first month with records, and without groups that are compared with nothing."""
    group = query.indicator.reference_group
    begun = dropwhile(lambda row: row.covers == "none", months.rows)
    rows = [row for row in begun if not (group and row.label == group.value)]
    told = {row.label for row in rows if row.value is not None or row.suppressed}
    charts = months.process
    if charts is not None:
        series = [each for each in charts.series if not group or each.label in told]
        charts = charts.model_copy(update={"series": series})
    kept = [row for row in rows if row.label in told]
    return months.model_copy(update={"rows": kept, "process": charts})


def _this_year(cut: Cut) -> Period:
    return financial_year(london_day(cut.at))


def _stated(series: FiguresDocument) -> FiguresDocument:
    """Without the pieces that nothing is published of, where something is of others."""
    if series.measure != "statistic":
        return series
    known = [row for row in series.rows if row.covers != "none"]
    return series.model_copy(update={"rows": known}) if known else series
