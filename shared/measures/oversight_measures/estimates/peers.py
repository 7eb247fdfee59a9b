"""A force beside its most similar forces."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from oversight_measures.estimates.means import weighted_mean
from oversight_measures.exact import Exact, exact


@dataclass(frozen=True)
class Standing:
    """Where a force's figure lies among its peers', in the unit of the figures.

    `mean` is the peers' own, without the force, each weighing as much as its cases. `rank` counts
    from the lowest figure (1) among `of`, the force among them; equal figures share the lower
    rank. `missing` are peers without a figure.
    """

    figure: Fraction
    mean: Fraction
    rank: int
    of: int
    missing: tuple[str, ...]

    @property
    def difference(self) -> Fraction:
        """The force's figure less the peers' mean."""
        return self.figure - self.mean


def place_from_lowest(own: Fraction, others: Iterable[Fraction]) -> int:
    """Return the place counted from the lowest figure (1); equal figures share the lower place."""
    return 1 + sum(value < own for value in others)


def standing(
    figure: Exact | None, peers: Mapping[str, tuple[Exact, int] | None]
) -> Standing | None:
    """Return how a force stands to the peers' `(figure, cases)`; cases may be residents.

    None where the force has no figure, or no peer has one with cases.

    Raises ValueError on a figure that is not finite or a negative number of cases.
    """
    known = {name: pair for name, pair in peers.items() if pair is not None}
    mean = weighted_mean((exact(name, value), cases) for name, (value, cases) in known.items())
    if figure is None or mean is None:
        return None
    own = exact("figure", figure)
    rank = place_from_lowest(own, (exact("value", value) for value, _ in known.values()))
    missing = tuple(sorted(set(peers) - set(known)))
    return Standing(own, mean, rank=rank, of=len(known) + 1, missing=missing)
