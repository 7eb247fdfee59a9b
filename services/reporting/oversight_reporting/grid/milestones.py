"""A table of a plan's milestones: what it asks, and its document from the answers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from oversight_contracts.breakdowns import capitalised, pairs_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.milestone_tables import RowOfPlan, rows_of
from oversight_contracts.definitions.models.plans import SetChange, SetLevel, SetMilestone, SetRate
from oversight_contracts.definitions.models.reports import MilestonesItem
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.recorded_fields import NOT_RECORDED
from oversight_measures.milestones import Benchmark, Judgement, NotApplicable, judge, level
from oversight_measures.periods.period import Period
from oversight_measures.polarity import Polarity
from oversight_measures.prints import Print, printed_as
from oversight_reporting.figures.inputs import ReportInputs
from oversight_reporting.figures.monthly_counts import MonthlyCounts, monthly_counts
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import QueryResult
from oversight_reporting.formatting import number
from oversight_reporting.grid.cell import CellOf, GridCell, query_of
from oversight_reporting.grid.comparability import lacking
from oversight_reporting.grid.document import grid_document
from oversight_reporting.grid.figure import figure_cell
from oversight_reporting.grid.formulas import changed_in_percent
from oversight_reporting.grid.significance import with_counts
from oversight_reporting.model.item_document import GridDocument

# Printed in place of a level, and of whether it is met.
NOTHING_SET = "N/A"
BENCHMARK = "Benchmark"
_NUMBER = re.compile(r"-?[\d,]+(\.\d+)?")


def milestone_cell(
    indicator: Indicator,
    found: SetMilestone | None,
    baselines: Mapping[str, Fraction],
    period: Period,
    reached: GridCell,
) -> GridCell:
    """The level set for a period, exact, and in the plan's print where it has one.

    ``baselines`` are figures by the plan's names of periods; ``reached`` is the last figure.
    """
    if found is None or isinstance(found.milestone, NotApplicable):
        return GridCell(period, words=NOTHING_SET)
    if isinstance(found.milestone, Benchmark):
        return GridCell(period, words=BENCHMARK)
    value = level(found.milestone, baselines, indicator.scale)
    unit = "%" if indicator.unit == "%" else ""
    return GridCell(
        period,
        value=value,
        words="no baseline figure",
        places=_places(indicator, found),
        unit=unit,
        printed_as=_print(indicator, found, value),
        marks=tuple(_marks(found, value, reached)),
    )


def met_cell(
    indicator: Indicator, found: SetMilestone | None, aim: GridCell, reached: GridCell
) -> GridCell:
    """The cell that says if the exact figure meets the exact level; N/A and benchmark stay."""
    if aim.value is None and found is not None:
        return GridCell(reached.period, words=aim.words)
    if found is None:
        return GridCell(reached.period, words=NOTHING_SET)
    if reached.value is not None and (why := next(lacking(reached.standing), None)):
        return GridCell(reached.period, words="Not judged", marks=(f"{capitalised(why)}.",))
    judgement = judge(reached.value, aim.value, Polarity(indicator.polarity))
    words = str(judgement)
    if reached.value is None:
        words = NOT_RECORDED if reached.words == NOT_RECORDED else "no figure"
    marks = _close(judgement, aim, reached)
    return GridCell(reached.period, words=words[:1].upper() + words[1:], marks=tuple(marks))


def reached_cell(indicator: Indicator, cell: GridCell) -> GridCell:
    """The figure reached; a detection rate with the number it stands for, as plans print it."""
    if not indicator.shows_numerator or cell.numerator is None or cell.value is None:
        return cell
    return cell.shown_as(f"{number(cell.numerator)} ({cell.printed})")


def _places(indicator: Indicator, found: SetMilestone) -> int:
    if isinstance(found, SetLevel | SetRate):
        return max(0, -int(found.value.as_tuple().exponent))
    return indicator.decimals


def _print(indicator: Indicator, found: SetMilestone, value: Fraction | None) -> str:
    if not isinstance(found, SetChange):
        return found.printed or ""
    change = f"{found.change:+f}%"
    if found.printed:
        return f"{found.printed} ({change})"
    # Without the baseline's figure the change is all that is known of the level.
    return f"{number(value, indicator.decimals)} ({change})" if value is not None else change


def _marks(found: SetMilestone, value: Fraction | None, reached: GridCell) -> Iterator[str]:
    shown = _NUMBER.match(found.printed or "")
    if shown is None or value is None:
        return
    exact, how = value, "the exact level is"
    if not isinstance(found, SetChange):
        # A share that is counted out: 11% of what was recorded, where anything was.
        if not reached.denominator:
            return
        exact = value * reached.denominator / 100
        how = f"{number(value, _fewest(value))}% of {number(reached.denominator)} is"
    printed = printed_as(exact, Decimal(shown[0].replace(",", "")))
    if printed is Print.ROUNDED:
        return
    words = "which is another figure" if printed is Print.DIFFERENT else f"{printed} in print"
    yield f"The plan prints {shown[0]}: {how} {number(exact, _fewest(exact))}, {words}."


def _fewest(value: Fraction) -> int:
    """The places that show a value exactly, as far as four."""
    return next((places for places in range(4) if (value * 10**places).denominator == 1), 4)


def _close(judgement: Judgement, aim: GridCell, reached: GridCell) -> Iterator[str]:
    if judgement is Judgement.NOT_MET and aim.printed == reached.printed:
        yield "Judged by the exact figures, which print alike."


Results = Mapping[FigureQuery, QueryResult]


@dataclass(frozen=True)
class MilestonesPlan:
    """A table of milestones bound to a force; its periods are the plan's own."""

    catalogue: Catalogue
    item: MilestonesItem
    force: str
    rows: tuple[RowOfPlan, ...]
    plans: tuple[str, ...] = ()

    @property
    def queries(self) -> list[FigureQuery]:
        """The figures of the last period and of every baseline, and the months, each asked once."""
        asked = [self._query(row, name) for row in self.rows for name in self._periods(row)]
        months = [self._months(row) for row in self.rows if self._baseline(row)]
        known = [*asked, *filter(None, months)]
        return list(dict.fromkeys(known))

    def document(self, inputs: ReportInputs) -> GridDocument:
        """The table as it is printed."""
        cells = [self._cells(row, inputs.results) for row in self.rows]
        columns = self._columns()
        # A plan that names no baseline has no column for one.
        kept = [n for n, (name, optional) in enumerate(columns) if not optional or _any(cells, n)]
        return grid_document(
            self.item.title,
            self.item.text,
            self.item.milestones.rows_are or "Milestone",
            [(row.title, False) for row in self.rows],
            [columns[n][0] for n in kept],
            [[row[n] for n in kept] for row in cells],
        )

    def _columns(self) -> list[tuple[str, bool]]:
        table = self.item.milestones
        baseline = f"Baseline {table.baseline}".strip()
        columns = [
            (baseline, True),
            (f"Milestone {table.last}", False),
            (f"Performance {table.last}", False),
            ("Change on baseline", True),
            (f"Milestone {table.last} met", False),
        ]
        return [*columns, (f"Milestone {table.next}", False)] if table.next else columns

    def _cells(self, row: RowOfPlan, results: Results) -> list[GridCell]:
        indicator, table = self.catalogue.indicators[row.indicator], self.item.milestones
        figures = {name: self._figure(row, name, results) for name in self._periods(row)}
        # A level worked out from a year that lacks records would be another than was set.
        baselines = {
            name: cell.value
            for name, cell in figures.items()
            if cell.value is not None and not any(lacking(cell.standing))
        }
        reached = figures[table.last]
        before = figures.get(self._baseline(row))
        last = milestone_cell(indicator, row.last, baselines, self._days(table.last), reached)
        cells = [
            self._marked(row, before) if before else GridCell(reached.period),
            last,
            reached_cell(indicator, reached),
            changed_in_percent(before, reached) if before else GridCell(reached.period),
            met_cell(indicator, row.last, last, reached),
        ]
        return [*cells, *self._following(row, indicator, baselines, reached)]

    def _following(
        self,
        row: RowOfPlan,
        indicator: Indicator,
        baselines: Mapping[str, Fraction],
        reached: GridCell,
    ) -> list[GridCell]:
        following = self.item.milestones.next
        if not following:
            return []
        return [milestone_cell(indicator, row.next, baselines, self._days(following), reached)]

    def _marked(self, row: RowOfPlan, cell: GridCell) -> GridCell:
        """The baseline's figure, saying so where its year is not that of the others."""
        name = self._baseline(row)
        if name == self.item.milestones.baseline:
            return cell
        return cell.marked(f"Baseline {name}.")

    def _baseline(self, row: RowOfPlan) -> str:
        if isinstance(row.last, SetChange):
            return row.last.baseline
        return self.item.milestones.baseline if isinstance(row.next, SetChange) else ""

    def _periods(self, row: RowOfPlan) -> list[str]:
        """The plan's names of the periods whose figures a row needs."""
        following = [row.next.baseline] if isinstance(row.next, SetChange) else []
        names = [self.item.milestones.last, self._baseline(row), *following]
        return list(dict.fromkeys(name for name in names if name))

    def _figure(self, row: RowOfPlan, name: str, results: Results) -> GridCell:
        found = results[self._query(row, name)]
        asked = self._months(row)
        months = results.get(asked) if asked else None
        stated = self.catalogue.stated_spread(found.query.indicator.id)
        return with_counts(figure_cell(self._of(row, name), found, None), found, months, stated)

    def _months(self, row: RowOfPlan) -> MonthlyCounts | None:
        return monthly_counts(self._query(row, self.item.milestones.last))

    def _query(self, row: RowOfPlan, name: str) -> FigureQuery:
        query = query_of(self.catalogue, self._of(row, name))
        assert query is not None
        return query

    def _of(self, row: RowOfPlan, name: str) -> CellOf:
        return CellOf(
            *(row.indicator, self.force, row.area, pairs_of(row.by), self._days(name)),
            basis=None,
            show="value",
        )

    def _days(self, name: str) -> Period:
        return self.catalogue.plans[self.item.milestones.plan].periods[name].period


def plan_milestones(catalogue: Catalogue, item: MilestonesItem, force: str) -> MilestonesPlan:
    """The plan of a table of milestones."""
    plan = catalogue.plans[item.milestones.plan]
    rows = rows_of(item.milestones, plan, catalogue.documents)
    return MilestonesPlan(catalogue, item, force, tuple(rows))


def _any(cells: list[list[GridCell]], number: int) -> bool:
    return any(row[number].printed for row in cells)
