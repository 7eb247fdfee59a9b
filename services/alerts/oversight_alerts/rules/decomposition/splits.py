"""The splits of a change: by which breakdowns it is carried unevenly, by more than chance. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from oversight_alerts.rules.decomposition.portions import Place, Portion, Portions
from oversight_measures.contributions import (
    Part,
    chance_of_unevenness,
    concentration,
    count_contributions,
    ratio_contributions,
)
from oversight_measures.periods.period import Period

ELSEWHERE = ""
"""What is of no named value."""
# So many breakdowns explain a change; more are a list.
MOST = 2
# The chance that any of the breakdowns is called uneven where all portions change alike.
CHANCE = 0.01
# Of so few portions none says where a change is.
LEAST = 2


@dataclass(frozen=True)
class Change:
    """A figure ``before`` and ``after``; ``scale`` makes the parts of a ratio its unit.

    Of a count ``days`` are those on record before and after, which need not be as many.
    ``dispersion`` is how much more than chance the counts vary.
    """

    before: Period
    after: Period
    scale: Fraction
    days: tuple[int, int]
    dispersion: float


@dataclass(frozen=True)
class Split:
    """What each portion of a ``breakdown`` contributes to a change, and ``ELSEWHERE``: all of it.

    ``chance`` is that of portions that change alike to change so unevenly; ``told`` how much of the
    change lies elsewhere than the portions' sizes would have it.
    """

    breakdown: str
    parts: Mapping[str, Fraction]
    chance: float
    told: Fraction


def splits_of(portions: Portions, change: Change) -> list[Split]:
    """A split by each breakdown whose values are parts of a whole."""
    found = (_split(portions, change, *each) for each in portions.breakdowns().items())
    return [each for each in found if each is not None]


def telling(splits: Sequence[Split]) -> list[Split]:
    """The one or two that say most of where a change is; none where it may be everywhere."""
    uneven = [each for each in splits if each.chance * len(splits) < CHANCE]
    return sorted(uneven, key=lambda each: (-each.told, each.breakdown))[:MOST]


def contributions(
    portions: Portions, change: Change, old: Mapping[str, Portion], new: Mapping[str, Portion]
) -> dict[str, Fraction]:
    """What each contributes to the change, in the indicator's unit. They add up to it exactly.

    Raises ``ValueError`` of a ratio without a denominator.
    """
    if portions.is_count:
        times = Fraction(change.days[1], change.days[0])
        was = {name: times * each.part.numerator for name, each in old.items()}
        return count_contributions(was, {name: each.part.numerator for name, each in new.items()})
    found = ratio_contributions(_parts(old), _parts(new))
    return {name: change.scale * each for name, each in found.items()}


def _split(
    portions: Portions, change: Change, breakdown: str, places: Mapping[str, Place]
) -> Split | None:
    old, new = (_all_of(portions, places, period) for period in (change.before, change.after))
    if any(min(each.counts) < 0 for each in (*old.values(), *new.values())):
        # A record is in several of them: they are no parts.
        return None
    if sum(bool(sum(old[name].counts) and sum(new[name].counts)) for name in old) < LEAST:
        # Such as waves of a survey, each of which is of its own time alone.
        return None
    parts = contributions(portions, change, old, new)
    counted = [name for name in old if any(old[name].counts) or any(new[name].counts)]
    return Split(
        breakdown,
        parts,
        chance_of_unevenness(
            {name: old[name].counts for name in counted},
            {name: new[name].counts for name in counted},
            change.dispersion,
        ),
        concentration(parts, {name: Fraction(sum(each.counts)) for name, each in old.items()}),
    )


def _all_of(portions: Portions, places: Mapping[str, Place], period: Period) -> dict[str, Portion]:
    found = {name: portions.read(place, period) for name, place in places.items()}
    whole = portions.read(portions.whole, period)
    return {**found, ELSEWHERE: whole.without(list(found.values()))}


def _parts(portions: Mapping[str, Portion]) -> dict[str, Part]:
    return {name: each.part for name, each in portions.items()}


def named(parts: Mapping[str, Fraction]) -> Iterator[tuple[str, Fraction]]:
    """The parts that have a name."""
    return ((name, value) for name, value in parts.items() if name != ELSEWHERE)
