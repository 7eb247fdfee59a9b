"""A table of a plan's milestones: what it asks, and its document from the answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from oversight_contracts.breakdowns import pairs_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.indicators import Indicator
from oversight_contracts.definitions.milestone_tables import RowOfPlan, rows_of
from oversight_contracts.definitions.plans import SetChange
from oversight_contracts.definitions.reports import MilestonesItem
from oversight_measures.periods import Period
from oversight_reporting.answers import Answer
from oversight_reporting.cell_figures import figure_cell
from oversight_reporting.given import Given
from oversight_reporting.grid_arithmetic import changed_in_percent
from oversight_reporting.grid_cells import CellOf, GridCell, key_of, question_of
from oversight_reporting.grid_chance import with_counts
from oversight_reporting.grid_documents import table_document
from oversight_reporting.milestone_cells import met_cell, milestone_cell, reached_cell
from oversight_reporting.monthly_counts import MonthlyCounts, monthly_counts
from oversight_reporting.questions import Question

Document = dict[str, Any]
Answers = Mapping[tuple[object, ...], Answer]


@dataclass(frozen=True)
class MilestonesPlan:
    """A table of milestones bound to a force; its periods are the plan's own."""

    catalogue: Catalogue
    item: MilestonesItem
    force: str
    rows: tuple[RowOfPlan, ...]
    plans: tuple[str, ...] = ()

    @property
    def questions(self) -> list[Question]:
        """The figures of the last period and of every baseline, and the months, each asked once."""
        asked = [self._question(row, name) for row in self.rows for name in self._periods(row)]
        months = [self._months(row) for row in self.rows if self._baseline(row)]
        known = [*asked, *filter(None, months)]
        return list({key_of(question): question for question in known}.values())

    def document(self, given: Given) -> Document:
        """The table as it is printed."""
        count = len(self.questions)
        answers = {key_of(found.question): found for found in given.take(count)}
        cells = [self._cells(row, answers) for row in self.rows]
        columns = self._columns()
        # A plan that names no baseline has no column for one.
        kept = [n for n, (name, optional) in enumerate(columns) if not optional or _any(cells, n)]
        return {
            "title": self.item.title,
            "description": self.item.text.strip(),
            **table_document(
                self.item.milestones.rows_are or "Milestone",
                [(row.title, False) for row in self.rows],
                [columns[n][0] for n in kept],
                [[row[n] for n in kept] for row in cells],
            ),
        }

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

    def _cells(self, row: RowOfPlan, answers: Answers) -> list[GridCell]:
        indicator, table = self.catalogue.indicators[row.indicator], self.item.milestones
        figures = {name: self._figure(row, name, answers) for name in self._periods(row)}
        baselines = {name: cell.value for name, cell in figures.items() if cell.value is not None}
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

    def _figure(self, row: RowOfPlan, name: str, answers: Answers) -> GridCell:
        found = answers[key_of(self._question(row, name))]
        asked = self._months(row)
        months = answers.get(key_of(asked)) if asked else None
        return with_counts(figure_cell(self._of(row, name), found, None), found, months)

    def _months(self, row: RowOfPlan) -> MonthlyCounts | None:
        return monthly_counts(self._question(row, self.item.milestones.last))

    def _question(self, row: RowOfPlan, name: str) -> Question:
        question = question_of(self.catalogue, self._of(row, name))
        assert question is not None
        return question

    def _of(self, row: RowOfPlan, name: str) -> CellOf:
        return CellOf(
            *(row.indicator, self.force, row.area, pairs_of(row.by), self._days(name)),
            basis=None,
            show="value",
        )

    def _days(self, name: str) -> Period:
        return self.catalogue.plans[self.item.milestones.plan].periods[name].period


def plan_milestones(catalogue: Catalogue, item: MilestonesItem, force: str) -> MilestonesPlan:
    """What a table of milestones asks."""
    plan = catalogue.plans[item.milestones.plan]
    rows = rows_of(item.milestones, plan, catalogue.documents)
    return MilestonesPlan(catalogue, item, force, tuple(rows))


def _any(cells: list[list[GridCell]], number: int) -> bool:
    return any(row[number].printed for row in cells)
