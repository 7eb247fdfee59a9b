"""Counts by offence with the weights of their time: what a severity is worked out from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from oversight_contracts.definitions.models.populations import Population
from oversight_contracts.definitions.models.reference import Validity
from oversight_contracts.definitions.models.weights import Weights, weights_on
from oversight_measures.estimates.severity import severity
from oversight_measures.periods.period import Period


@dataclass(frozen=True)
class Part:
    """So many of one offence, while ``weights`` were valid; None where no version was."""

    offence: str
    count: int
    weights: Weights | None


@dataclass(frozen=True)
class Weighing:
    """What is weighed: parts of a count of ``population``, broken down ``by`` the offence."""

    population: Population
    by: str
    parts: tuple[Part, ...]
    # Days for which no version of the weights is valid.
    unweighed: tuple[Period, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many there were of each offence."""
        found: dict[str, int] = {}
        for part in self.parts:
            found[part.offence] = found.get(part.offence, 0) + part.count
        return found

    @property
    def versions(self) -> tuple[Weights, ...]:
        """The weights used, in the order of their days."""
        used: list[Weights] = []
        for part in self.parts:
            if part.weights is not None and part.weights not in used:
                used.append(part.weights)
        return tuple(used)

    @property
    def missing(self) -> tuple[str, ...]:
        """Offences that occurred and that the weights of their time do not have."""
        return tuple(sorted({each.offence for each in self.parts if _is_missing(each)}))

    def score(self, per: int | None, residents: int | None) -> Fraction | None:
        """The exact figure; None without weights, without one of them, or without residents.

        ``per`` so many residents; None for the plain weighted sum.
        """
        if self.unweighed or self.missing or (per and not residents):
            return None
        over, per = (residents or 1, per) if per else (1, 1)
        return sum((_weighed(self.parts, each, over, per) for each in self.versions), Fraction(0))


def stretches(
    weights: Sequence[Weights], scheme: str, period: Period
) -> Iterator[tuple[Period, Weights | None]]:
    """The period cut where another version of the scheme becomes valid, or none is any more."""
    ends = {period.start, period.end, *_bounds([w for w in weights if w.scheme == scheme])}
    days = sorted(day for day in ends if period.start <= day <= period.end)
    for start, end in zip(days, days[1:], strict=False):
        yield Period(start, end), weights_on(weights, scheme, start)


def _bounds(versions: Sequence[Validity]) -> Iterator[date]:
    for each in versions:
        yield from (day for day in (each.since, each.until) if day is not None)


def _is_missing(part: Part) -> bool:
    known = part.weights is None or part.offence in part.weights.values
    return part.count > 0 and not known


def _weighed(parts: Sequence[Part], version: Weights, residents: int, per: int) -> Fraction:
    counts: dict[str, int] = {}
    for part in parts:
        if part.weights == version:
            counts[part.offence] = counts.get(part.offence, 0) + part.count
    return severity(counts, version.values, residents, per)
