"""The plan of a panel: what it asks, and its document from the results."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from oversight_contracts.breakdowns import capitalised, in_words
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE, counted_forces
from oversight_contracts.measures.disparity import DisparityIndicator, Panel, PanelPart
from oversight_measures.periods.period import Period
from oversight_reporting.figures.inputs import ReportInputs
from oversight_reporting.figures.monthly_counts import monthly_counts
from oversight_reporting.figures.query import (
    FigureQuery,
    Refused,
    bases_of,
    find_indicator,
    read_basis,
    read_by,
)
from oversight_reporting.model.item_document import GridDocument, PanelDocument
from oversight_reporting.panel import wording
from oversight_reporting.panel.ages import NOT_SUPPLIED, ages_table
from oversight_reporting.panel.benchmarks import benchmarks_table
from oversight_reporting.panel.cells import Panelled
from oversight_reporting.panel.counts import GroupCounts, group_counts
from oversight_reporting.panel.outcomes import outcomes_table
from oversight_reporting.panel.over_residents import over_residents
from oversight_reporting.panel.parts import parts_table
from oversight_reporting.panel.places import POOLED, Placed, places_table
from oversight_reporting.panel.spread import spread_of
from oversight_reporting.panel.unstated import bounds_table


@dataclass(frozen=True)
class PanelPlan:
    """A panel bound to a force and a period; the first query is of the disparity itself."""

    panel: Panelled
    title: str
    text: str
    now: FigureQuery
    parts: tuple[tuple[PanelPart, FigureQuery], ...]
    ages: FigureQuery | None
    areas: tuple[FigureQuery, ...]
    forces: tuple[FigureQuery, ...]
    outcomes: tuple[FigureQuery, ...]
    benchmarks: tuple[FigureQuery, ...]
    plans: tuple[str, ...] = ()

    @property
    def queries(self) -> list[FigureQuery]:
        """Everything that it needs the result of."""
        found = [self.now, self.ages, *(query for _, query in self.parts)]
        found += [*self.areas, *self.forces, *self.outcomes, *self.benchmarks]
        found += [monthly_counts(each) for each in (self.now, *self.outcomes)]
        return list(dict.fromkeys(each for each in found if each is not None))

    def document(self, inputs: ReportInputs) -> PanelDocument:
        """The panel as it is printed."""
        counts = self._counts(inputs, self.now)
        panel = replace(self.panel, unrecorded=counts.unrecorded)
        return replace(self, panel=panel)._document(inputs, counts)

    def _document(self, inputs: ReportInputs, counts: GroupCounts) -> PanelDocument:
        panel = self.panel
        parts = list(self._written(inputs, counts)) if counts.known else [wording.NO_RECORDS]
        lacking = [f"{capitalised(counts.part)}."] if counts.part else []
        lacking += [wording.UNRECORDED.format(group=group) for group in sorted(counts.unrecorded)]
        return PanelDocument(
            kind="disparity",
            title=self.title,
            description=self.text,
            indicator=panel.indicator.id,
            force=panel.force,
            area=panel.area,
            basis=panel.basis,
            start=panel.period.start,
            end=panel.period.end,
            meaning=wording.RESIDENTS,
            tables=[each for each in parts if isinstance(each, GridDocument)],
            notes=[*lacking, *(each for each in parts if isinstance(each, str))],
        )

    def _written(self, inputs: ReportInputs, counts: GroupCounts) -> Iterator[GridDocument | str]:
        panel, results = self.panel, inputs.results
        yield over_residents(panel, counts)
        parts = [(part, self._counts(inputs, query)) for part, query in self.parts]
        nobody = [
            (part.title, found.not_stated[0])
            for part, found in parts
            if not part.of_people and found.not_stated is not None
        ]
        yield bounds_table(panel, counts, nobody)
        if parts:
            yield parts_table(panel, counts, parts, inputs.rule)
        if self.ages is not None:
            yield ages_table(panel, counts, results[self.ages])
        elif self._panel.ages is not None:
            yield NOT_SUPPLIED
        yield from self._places(inputs)
        outcomes = [
            (each.indicator, results[each], spread_of(panel.catalogue, results, each))
            for each in self.outcomes
        ]
        if outcomes:
            yield outcomes_table(panel, outcomes)
        benchmarks = [(query.indicator, results[query]) for query in self.benchmarks]
        if benchmarks:
            yield benchmarks_table(panel, counts, benchmarks)

    def _places(self, inputs: ReportInputs) -> Iterator[GridDocument | str]:
        kind = self._panel.areas
        areas = [self._placed(inputs, each) for each in self.areas]
        if kind is not None:
            what = in_words(kind).lower()
            found = list(self._tables(inputs, what, areas))
            yield from found
            if not found:
                yield wording.NO_AREAS.format(what=what)
        forces = [self._placed(inputs, each) for each in (self.now, *self.forces)]
        whole = [each for each in forces if each.counts.known and not each.counts.part]
        found = list(self._tables(inputs, "force", whole))
        yield from found
        if not found:
            yield wording.ONE_FORCE

    def _tables(
        self, inputs: ReportInputs, what: str, placed: Sequence[Placed]
    ) -> Iterator[GridDocument]:
        text = POOLED
        for group in self.panel.groups:
            spread = spread_of(self.panel.catalogue, inputs.results, self.now, group)
            table = places_table(self.panel, group, what, placed, spread, text)
            if table is not None:
                # Once is enough: the tables of the other groups follow.
                text = ""
                yield table

    def _placed(self, inputs: ReportInputs, query: FigureQuery) -> Placed:
        catalogue, group = self.panel.catalogue, self.panel.indicator.group
        force = catalogue.forces[query.force]
        area = force.areas.get(query.area)
        residents = catalogue.residents_of(query.force, query.area, query.basis or "")
        of_groups = residents.groups.get(group, {}) if residents else {}
        title = area.title if area else force.title
        return Placed(title, of_groups, self._counts(inputs, query))

    def _counts(self, inputs: ReportInputs, query: FigureQuery) -> GroupCounts:
        return group_counts(inputs.results[query], self.panel.indicator.group)

    @property
    def _panel(self) -> Panel:
        return self.panel.indicator.panel or Panel()


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
    asked = _Asked(catalogue, indicator, force, period, census)
    now = asked.query(name)
    panel = indicator.panel or Panel()
    return PanelPlan(
        Panelled(catalogue, indicator, force, WHOLE_FORCE, period, census),
        title or indicator.title,
        text,
        now,
        tuple((part, asked.query(part.indicator)) for part in panel.parts),
        asked.ages(panel),
        tuple(asked.areas(panel)),
        tuple(asked.forces()),
        tuple(asked.query(name) for name in panel.outcomes),
        tuple(asked.query(name) for name in panel.benchmarks),
    )


def groups_known(catalogue: Catalogue, indicator: DisparityIndicator, force: str) -> list[str]:
    """The bases on which a force's residents are known by group, the newest first."""
    return [
        basis
        for basis in bases_of(catalogue, force, WHOLE_FORCE)
        if (known := catalogue.residents_of(force, WHOLE_FORCE, basis))
        and known.groups.get(indicator.group)
    ]


def panels_of(catalogue: Catalogue) -> list[str]:
    """The ids of all indicators that have a panel."""
    return [name for name, each in catalogue.indicators.items() if each.has_panel]


@dataclass(frozen=True)
class _Asked:
    catalogue: Catalogue
    indicator: DisparityIndicator
    force: str
    period: Period
    basis: str

    def query(self, name: str, area: str = WHOLE_FORCE, by: tuple[str, ...] = ()) -> FigureQuery:
        """The figures by group of an indicator."""
        indicator = find_indicator(self.catalogue, name)
        dimensions = read_by(indicator, ",".join(by or (self.indicator.group,)))
        basis = self.basis if indicator.over_residents else None
        return FigureQuery(indicator, self.force, area, self.period, dimensions, basis)

    def ages(self, panel: Panel) -> FigureQuery | None:
        """The counts by age; None where residents by age are not supplied."""
        residents = self.catalogue.residents_of(self.force, WHOLE_FORCE, self.basis)
        if panel.ages is None or residents is None:
            return None
        if not residents.ages.get(self.indicator.group):
            return None
        by = (self.indicator.group, panel.ages.dimension)
        return self.query(panel.ages.indicator, by=by)

    def areas(self, panel: Panel) -> Iterator[FigureQuery]:
        """The disparity of each area of the kind compared that has residents on the basis."""
        for name, area in self.catalogue.forces[self.force].areas.items():
            known = self.catalogue.residents_of(self.force, name, self.basis)
            if area.kind == panel.areas and known is not None:
                yield self.query(self.indicator.id, name)

    def forces(self) -> Iterator[FigureQuery]:
        """The disparity of every other force whose records are counted."""
        for name in counted_forces(self.catalogue.forces):
            known = self.catalogue.residents_of(name, WHOLE_FORCE, self.basis)
            if name != self.force and known is not None:
                other = _Asked(self.catalogue, self.indicator, name, self.period, self.basis)
                yield other.query(self.indicator.id)
