"""The portions of a series: what an authority has of it, or a value of one more breakdown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.rules.totals import Totals
from oversight_contracts.breakdowns import pairs_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.facts.facts import SeriesKey, Total
from oversight_contracts.measures.indicator import Indicator
from oversight_measures.contributions import Part
from oversight_measures.periods.period import DAY, Period
from oversight_measures.spread.observed import Kind

AREAS = ""
"""What the breakdown by authority is called, beside those by the names of their dimensions."""


class Portion(NamedTuple):
    """What a portion has in a period: its part of the figure, and the counts behind it.

    Counts are the events of a count, hits and misses of a share, events of both groups of a ratio.
    """

    part: Part
    counts: tuple[int, ...]

    def without(self, others: Sequence["Portion"]) -> "Portion":
        """What is left of it where these are taken away; less than nothing where they overlap."""
        part = Part(
            self.part.numerator - sum((each.part.numerator for each in others), Fraction(0)),
            self.part.denominator - sum((each.part.denominator for each in others), Fraction(0)),
        )
        taken = [each.counts for each in others]
        return Portion(
            part, tuple(own - sum(found) for own, *found in zip(self.counts, *taken, strict=True))
        )


class Place(NamedTuple):
    """Where a portion is counted: an area, and the breakdown values."""

    area: str
    by: str


@dataclass(frozen=True)
class Portions:
    """Reads the portions of a series, by whole London days.

    ``groups`` are the group of a disparity and its reference group with their residents in the
    series' area; none of anything else.
    """

    catalogue: Catalogue
    indicator: Indicator
    series: RuleSeries
    totals: Totals
    groups: tuple[tuple[str, int], ...] = ()

    @property
    def whole(self) -> Place:
        """The series itself."""
        return Place(self.series.area, self.series.by)

    def breakdowns(self) -> Mapping[str, Mapping[str, Place]]:
        """By breakdown the portions that there are, by the names of their values."""
        found: dict[str, dict[str, Place]] = {}
        areas = {name: Place(name, self.series.by) for name in self._authorities()}
        if areas:
            found[AREAS] = areas
        own = pairs_of(self.series.by)
        for by in self.totals.breakdowns(self.indicator.id, *self._where):
            more = {name: value for name, value in pairs_of(by).items() if name not in own}
            if len(more) == 1 and len(pairs_of(by)) == len(own) + 1 and self._is_within(by):
                [(name, value)] = more.items()
                found.setdefault(name, {})[value] = Place(self.series.area, by)
        return found

    def read(self, place: Place, period: Period) -> Portion:
        """What a portion has in a period."""
        if self.groups:
            counts = tuple(
                self._total(Place(place.area, self._of_group(place.by, name)), period).n
                for name, _ in self.groups
            )
            rates = (Fraction(n, of) for n, (_, of) in zip(counts, self.groups, strict=True))
            return Portion(Part(*rates), counts)
        hits, of = self.indicator.cases(self._total(place, period))
        counts = (hits,) if self.is_count else (hits, of - hits)
        return Portion(Part(Fraction(hits), Fraction(of)), counts)

    @property
    def is_count(self) -> bool:
        """True of counts, which have no denominator."""
        return self.indicator.is_count

    @property
    def _where(self) -> tuple[str, str]:
        return self.series.force, self.series.area

    def _authorities(self) -> Iterator[str]:
        force = self.catalogue.forces.get(self.series.force)
        if force is not None and self.series.area == WHOLE_FORCE:
            for name, area in force.areas.items():
                if area.kind == "local-authority":
                    yield name

    def _is_within(self, by: str) -> bool:
        return pairs_of(self.series.by).items() <= pairs_of(by).items()

    def _of_group(self, by: str, group: str) -> str:
        reference = self.indicator.reference_group
        assert reference is not None
        pairs = {**pairs_of(by), reference.dimension: group}
        return ",".join(f"{name}={value}" for name, value in pairs.items())

    def _total(self, place: Place, period: Period) -> Total:
        key = SeriesKey(self.indicator.id, self.series.force, *place)
        days = self.totals.days(key)
        found = Total()
        for number in range(period.days):
            day = days.get(period.start + number * DAY)
            if day is not None:
                found.add(day)
        return found


def portions_of(
    catalogue: Catalogue, indicator: Indicator, series: RuleSeries, totals: Totals
) -> Portions | None:
    """The portions of a series; None where portions make no whole, as of a median or a rate."""
    if indicator.per_residents is not None:
        return None
    if indicator.reference_group is None:
        adds_up = indicator.change_test.kind in (Kind.COUNT, Kind.SHARE)
        return Portions(catalogue, indicator, series, totals) if adds_up else None
    reference = indicator.reference_group
    basis = getattr(catalogue.rules.get(series.rule), "basis", None)
    known = catalogue.residents_of(series.force, series.area, basis) if basis else None
    residents = known.groups.get(reference.dimension, {}) if known else {}
    names = (pairs_of(series.by).get(reference.dimension, ""), reference.value)
    if not all(residents.get(name) for name in names):
        return None
    groups = tuple((name, residents[name]) for name in names)
    return Portions(catalogue, indicator, series, totals, groups)
