"""Cells of a panel's tables: ratios with their intervals, and counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import Residents
from oversight_contracts.measures.disparity import DisparityIndicator
from oversight_measures.estimates.disparity import rate_ratio, rate_ratio_interval
from oversight_measures.intervals import Interval
from oversight_measures.periods.period import Period
from oversight_reporting.figures.result import SUPPRESSED
from oversight_reporting.formatting import number
from oversight_reporting.grid.cell import CellOf, GridCell
from oversight_reporting.panel.counts import Counts
from oversight_reporting.panel.wording import FEW, FEWEST

NO_RATIO = "nothing to compare with"
NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Panelled:
    """What every part of a panel is of."""

    catalogue: Catalogue
    indicator: DisparityIndicator
    force: str
    area: str
    period: Period
    basis: str
    # Groups of residents that no record of the period is of.
    unrecorded: frozenset[str] = frozenset()

    @property
    def reference(self) -> str:
        """The group that every other is compared with."""
        return self.indicator.reference

    @property
    def residents(self) -> Residents:
        """The residents of the basis. Raises ``LookupError`` where there are none."""
        found = self.catalogue.residents_of(self.force, self.area, self.basis)
        if found is None:
            raise LookupError(f"no residents of {self.force} {self.area} {self.basis}")
        return found

    @property
    def by_group(self) -> dict[str, int]:
        """The residents of each group."""
        return self.residents.groups.get(self.indicator.group, {})

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that are compared, in the order in which they are printed."""
        listed = list(self.catalogue.dimensions[self.indicator.group].groups)
        known = [group for group in listed if group in self.by_group]
        known += [group for group in self.by_group if group not in listed]
        apart = {self.reference, *self.unrecorded}
        return tuple(group for group in known if group not in apart)

    def of(self, group: str, shows: str, indicator: str | None = None) -> CellOf:
        """What a cell is of, by which revisions find out why it changed."""
        breakdown = {self.indicator.group: group} if group else {}
        return CellOf(
            indicator=indicator or self.indicator.id,
            force=self.force,
            area=self.area,
            breakdown=breakdown,
            period=self.period,
            basis=self.basis,
            show=shows,
        )

    def words(self, text: str) -> GridCell:
        """A cell without a figure, and why."""
        return GridCell(self.period, words=text)

    def count(self, value: int | None, group: str, indicator: str | None = None) -> GridCell:
        """A number of records, or of residents."""
        if value is None:
            return self.words(SUPPRESSED)
        of = self.of(group, "numerator", indicator)
        return GridCell(self.period, Fraction(value), of=of, numerator=Fraction(value))

    def ratio(self, counts: Counts, residents: dict[str, int], group: str) -> GridCell:
        """A group's ratio of rates with its interval: `4.5 (4.4 to 4.6)`."""
        events, reference = counts.get(group, 0), counts.get(self.reference, 0)
        if events is None or reference is None:
            return self.words(SUPPRESSED)
        people = residents.get(group), residents.get(self.reference)
        if not people[0] or not people[1]:
            return self.words(NOT_KNOWN)
        value = rate_ratio(events, people[0], reference, people[1])
        if value is None:
            return self.words(NO_RATIO)
        if reference < FEWEST:
            return self.words(FEW.format(reference=self.reference))
        if group == self.reference:
            return self.figure(value, Interval(None, None), group, "ratio")
        interval = rate_ratio_interval(events, people[0], reference, people[1])
        return self.figure(value, interval, group, "ratio")

    def figure(
        self,
        value: Fraction,
        interval: Interval,
        group: str,
        shows: str,
        scale: int = 1,
        sign: str = "",
    ) -> GridCell:
        """A figure with its interval in brackets, where it has one; times a scale, with a sign."""
        places = self.indicator.decimals
        bounds = [each for each in (interval.lower, interval.upper) if each is not None]
        printed = f"{number(value * scale, places)}{sign}"
        if bounds:
            low, *high = [number(Fraction(bound) * scale, places) for bound in bounds]
            printed += f" ({low} to {high[0]})" if high else f" ({low} or more)"
        scaled = Interval(*(None if b is None else b * scale for b in _both(interval)))
        return GridCell(
            self.period,
            value=value * scale,
            places=places,
            of=self.of(group, shows),
            printed_as=printed,
            interval=scaled if bounds else None,
        )


def _both(interval: Interval) -> Sequence[float | None]:
    return interval.lower, interval.upper
