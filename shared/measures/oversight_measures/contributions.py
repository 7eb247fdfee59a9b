"""What each part contributes to the change of a whole: of areas, grades or powers. Exact.

The contributions add up to the change. Source: Kitagawa, "Components of a difference between two
rates", Journal of the American Statistical Association 50 (1955), symmetric form.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple


class Part(NamedTuple):
    """The numerator and the denominator of one part of a ratio, each at least 0."""

    numerator: Fraction
    denominator: Fraction


NOTHING = Part(Fraction(0), Fraction(0))


def count_contributions(
    before: Mapping[str, Fraction], after: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    """The change of each part, in its unit; both are of equally long periods, or made so."""
    names = {**before, **after}
    return {name: after.get(name, Fraction(0)) - before.get(name, Fraction(0)) for name in names}


def ratio_contributions(
    before: Mapping[str, Part], after: Mapping[str, Part]
) -> dict[str, Fraction]:
    """What each part contributes to the change of numerators over denominators, all parts taken.

    Of its own ratio, and of how much of the whole it is: one that grows contributes by how far
    it lies from the middle of both ratios. The periods need not be equally long. Raises
    ``ValueError`` where either has no denominator.
    """
    old, new = _whole(before), _whole(after)
    middle = (old.numerator / old.denominator + new.numerator / new.denominator) / 2
    return {
        name: _pull(after.get(name, NOTHING), new, middle)
        - _pull(before.get(name, NOTHING), old, middle)
        for name in {**before, **after}
    }


def _pull(part: Part, whole: Part, middle: Fraction) -> Fraction:
    """How far a part alone pulls the whole's ratio away from ``middle``."""
    return (part.numerator - middle * part.denominator) / whole.denominator


def _whole(parts: Mapping[str, Part]) -> Part:
    whole = Part(
        sum((each.numerator for each in parts.values()), Fraction(0)),
        sum((each.denominator for each in parts.values()), Fraction(0)),
    )
    if not whole.denominator:
        raise ValueError("there is no denominator")
    return whole
