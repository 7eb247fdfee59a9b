"""The plan of a panel: what it is of and what it asks, and its document from the results."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from oversight_contracts.breakdowns import in_words
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.measures.disparity import DisparityIndicator, Panel
from oversight_measures.periods.period import Period
from oversight_reporting.figures.inputs import ReportInputs
from oversight_reporting.figures.query import FigureQuery, Refused, find_indicator, read_basis
from oversight_reporting.model.item_document import GridDocument, PanelDocument
from oversight_reporting.panel import wording
from oversight_reporting.panel.ages import NOT_SUPPLIED, ages_table
from oversight_reporting.panel.benchmarks import benchmarks_table
from oversight_reporting.panel.cells import Panelled
from oversight_reporting.panel.counts import GroupCounts, group_counts
from oversight_reporting.panel.outcomes import outcome_of, outcomes_table
from oversight_reporting.panel.over_residents import over_residents
from oversight_reporting.panel.parts import parts_table
from oversight_reporting.panel.places import POOLED, Placed, places_table
from oversight_reporting.panel.queries import (
    PanelQueries,
    groups_known,
    panel_queries,
    panels_of,
)
from oversight_reporting.panel.spread import spread_of
from oversight_reporting.panel.unstated import bounds_table


@dataclass(frozen=True)
class PanelPlan:
    """A panel bound to a force and a period."""

    panel: Panelled
    asked: PanelQueries
    title: str
    text: str
    plans: tuple[str, ...] = ()

    @property
    def queries(self) -> list[FigureQuery]:
        """Everything that it needs the result of."""
        return self.asked.all

    def document(self, inputs: ReportInputs) -> PanelDocument:
        """The panel as it is printed."""
        return _document(self.panel, self.asked, inputs, self.title, self.text)


def plan_panel(
    catalogue: Catalogue,
    name: str,
    force: str,
    period: Period,
    basis: str | None = None,
    title: str | None = None,
    text: str = "",
) -> PanelPlan:
    """The plan of the panel of an indicator, over the whole force. Raises ``Refused``."""
    found = find_indicator(catalogue, name)
    if not found.has_panel:
        known = ", ".join(panels_of(catalogue)) or "none"
        raise Refused(
            "id", f"{name} has no disparity panel; those that have: {known}", missing=True
        )
    indicator = DisparityIndicator.require(found)
    census = read_basis(catalogue, indicator, force, WHOLE_FORCE, basis) or ""
    by_group = groups_known(catalogue, indicator, force)
    if census not in by_group:
        there_are = ", ".join(by_group) or "none"
        raise Refused("basis", f"{census} has no residents by group; there are {there_are}")
    return PanelPlan(
        Panelled(catalogue, indicator, force, WHOLE_FORCE, period, census),
        panel_queries(catalogue, indicator, force, period, census),
        title or indicator.title,
        text,
    )


def _document(
    panel: Panelled, queries: PanelQueries, inputs: ReportInputs, title: str, text: str
) -> PanelDocument:
    """The panel as it is printed."""
    counts = group_counts(inputs.results[queries.now], panel.indicator.group)
    panel = replace(panel, unrecorded=counts.unrecorded)
    tables = _Tables(panel, queries, inputs, counts)
    parts = list(tables.written()) if counts.known else [wording.NO_RECORDS]
    # At the head: whoever reads a figure has to know that it is of a part of the period.
    lacking = f"Of a part of the period: {counts.part}." if counts.part else ""
    unrecorded = [wording.UNRECORDED.format(group=group) for group in sorted(counts.unrecorded)]
    return PanelDocument(
        kind="disparity",
        title=title,
        description=" ".join(filter(None, (lacking, text))),
        indicator=panel.indicator.id,
        force=panel.force,
        area=panel.area,
        basis=panel.basis,
        start=panel.period.start,
        end=panel.period.end,
        meaning=wording.RESIDENTS,
        tables=[each for each in parts if isinstance(each, GridDocument)],
        notes=[*unrecorded, *(each for each in parts if isinstance(each, str))],
    )


@dataclass(frozen=True)
class _Tables:
    """The tables of a panel in their order, and sentences in the place of those there are not."""

    panel: Panelled
    queries: PanelQueries
    inputs: ReportInputs
    counts: GroupCounts

    def written(self) -> Iterator[GridDocument | str]:
        """Everything that the panel has."""
        yield over_residents(self.panel, self.counts)
        yield from self._of_all()
        yield from self._areas()
        yield from self._forces()
        yield from self._outcomes()
        yield from self._benchmarks()

    def _of_all(self) -> Iterator[GridDocument | str]:
        """Those not stated, the parts, and the ages."""
        panel, counts = self.panel, self.counts
        parts = [(part, self._counts(query)) for part, query in self.queries.parts]
        nobody = [
            (part.title, found.not_stated[0])
            for part, found in parts
            if not part.of_people and found.not_stated is not None
        ]
        yield bounds_table(panel, counts, nobody)
        if parts:
            yield parts_table(panel, counts, parts, self.inputs.rule)
        if self.queries.ages is not None:
            yield ages_table(panel, counts, self.inputs.results[self.queries.ages])
        elif self._defined.ages is not None:
            yield NOT_SUPPLIED

    def _areas(self) -> Iterator[GridDocument | str]:
        if self._defined.areas is None:
            return
        what = in_words(self._defined.areas).lower()
        found = list(self._places(what, [self._placed(each) for each in self.queries.areas]))
        yield from found
        if not found:
            yield wording.NO_AREAS.format(what=what)

    def _forces(self) -> Iterator[GridDocument | str]:
        forces = [self._placed(each) for each in (self.queries.now, *self.queries.forces)]
        whole = [each for each in forces if each.counts.known and not each.counts.part]
        found = list(self._places("force", whole))
        yield from found
        if not found:
            yield wording.ONE_FORCE

    def _places(self, what: str, placed: Sequence[Placed]) -> Iterator[GridDocument]:
        text = POOLED
        for group in self.panel.groups:
            table = places_table(self.panel, group, what, placed, text)
            if table is not None:
                # Once is enough: the tables of the other groups follow.
                text = "" if table.description else text
                yield table

    def _outcomes(self) -> Iterator[GridDocument]:
        panel, results = self.panel, self.inputs.results
        groups = (panel.reference, *panel.groups)
        outcomes = [
            outcome_of(panel.catalogue, results, each, groups) for each in self.queries.outcomes
        ]
        if outcomes:
            yield outcomes_table(panel, outcomes)

    def _benchmarks(self) -> Iterator[GridDocument | str]:
        asked = self.queries.benchmarks
        found = [(query.indicator, self.inputs.results[query]) for query in asked]
        if found:
            yield benchmarks_table(self.panel, self.counts, found)

    def _placed(self, query: FigureQuery) -> Placed:
        catalogue, results = self.panel.catalogue, self.inputs.results
        force = catalogue.forces[query.force]
        area = force.areas.get(query.area)
        residents = catalogue.residents_of(query.force, query.area, query.basis or "")
        groups = self.panel.groups
        return Placed(
            area.title if area else force.title,
            residents.groups.get(self.panel.indicator.group, {}) if residents else {},
            self._counts(query),
            {group: spread_of(catalogue, results, query, group) for group in groups},
        )

    def _counts(self, query: FigureQuery) -> GroupCounts:
        return group_counts(self.inputs.results[query], self.panel.indicator.group)

    @property
    def _defined(self) -> Panel:
        return self.panel.indicator.panel or Panel()
