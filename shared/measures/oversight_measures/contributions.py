"""What each part contributes to the change of a whole: of areas, grades or powers. Exact.

The contributions add up to the change. Source: Kitagawa, "Components of a difference between two
rates", Journal of the American Statistical Association 50 (1955), symmetric form.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import fsum, log
from typing import NamedTuple

# Added to each count, so that none has a logarithm of nothing (Haldane, 1956).
HALF = 0.5


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


def chance_of_unevenness(
    before: Mapping[str, Sequence[int]],
    after: Mapping[str, Sequence[int]],
    dispersion: float = 1.0,
) -> float:
    """The chance that parts which all change alike change as unevenly as these.

    Each part has its counts before and after: of a count the events alone, of a share hits and
    misses, of a ratio the events of both groups. Their changes are logarithms, a half added to each
    count (Haldane, 1956), weighed by their variances times ``dispersion``: Cochran's Q
    (Biometrics 10, 1954). 1 of fewer than two parts. The periods need not be equally long.
    """
    pairs = [_log_change(before[name], after[name]) for name in before]
    if len(pairs) < 2:
        return 1.0
    # Read where it is needed: scipy and numpy take a second, of every start of a service too.
    from scipy.special import chdtrc

    weights = [1 / (variance * dispersion) for _, variance in pairs]
    mean = fsum(w * each for w, (each, _) in zip(weights, pairs, strict=True)) / fsum(weights)
    spread = fsum(w * (each - mean) ** 2 for w, (each, _) in zip(weights, pairs, strict=True))
    return float(chdtrc(len(pairs) - 1, spread))


def concentration(contributions: Mapping[str, Fraction], sizes: Mapping[str, Fraction]) -> Fraction:
    """How much of a change lies elsewhere than the parts' sizes would have it.

    0 where each part contributes as much of the change as it is of the whole; nearly 1 where a
    small part carries all of it, more where parts changed against one another. 0 of no change.
    """
    change, whole = sum(contributions.values()), sum(sizes.values())
    if not change or not whole:
        return Fraction(0)
    apart = (
        abs(each / change - sizes.get(name, 0) / whole) for name, each in contributions.items()
    )
    return Fraction(sum(apart)) / 2


def _log_change(before: Sequence[int], after: Sequence[int]) -> tuple[float, float]:
    """By how much a logarithm changed, and the variance of that."""
    signs = (1, -1)
    pairs = [(old + HALF, new + HALF) for old, new in zip(before, after, strict=True)]
    change = fsum(sign * log(new / old) for sign, (old, new) in zip(signs, pairs, strict=False))
    return change, fsum(1 / count for pair in pairs for count in pair)
