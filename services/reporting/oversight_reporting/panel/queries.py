"""The queries of a panel: what it asks of its own force, of areas and of other forces."""

from collections.abc import Iterator
from dataclasses import dataclass

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE, counted_forces
from oversight_contracts.measures.disparity import DisparityIndicator, Panel, PanelPart
from oversight_measures.periods.period import Period
from oversight_reporting.figures.monthly_counts import monthly_counts
from oversight_reporting.figures.query import FigureQuery, bases_of, find_indicator, read_by


@dataclass(frozen=True)
class PanelQueries:
    """What a panel needs the result of; ``now`` is the disparity itself."""

    now: FigureQuery
    parts: tuple[tuple[PanelPart, FigureQuery], ...]
    ages: FigureQuery | None
    areas: tuple[FigureQuery, ...]
    forces: tuple[FigureQuery, ...]
    outcomes: tuple[FigureQuery, ...]
    benchmarks: tuple[FigureQuery, ...]

    @property
    def all(self) -> list[FigureQuery]:
        """Each of them once, and the months by which figures that are compared vary."""
        compared = (self.now, *self.areas, *self.forces, *self.outcomes)
        found = [*compared, self.ages, *(query for _, query in self.parts), *self.benchmarks]
        found += [monthly_counts(each) for each in compared]
        return list(dict.fromkeys(each for each in found if each is not None))


def panel_queries(
    catalogue: Catalogue, indicator: DisparityIndicator, force: str, period: Period, basis: str
) -> PanelQueries:
    """What the panel of an indicator asks. Raises ``Refused``."""
    asked = _Asked(catalogue, indicator, force, period, basis)
    panel = indicator.panel or Panel()
    return PanelQueries(
        asked.query(indicator.id),
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
