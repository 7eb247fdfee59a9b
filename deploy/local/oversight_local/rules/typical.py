"""A typical force: volumes to try rules on without a stack, of one like West Midlands Police.

300 incidents a day (60 of priority 1, 150 of priority 2, 60 of these in the largest authority), 55
searches a day, 600 recorded crimes. Shares move by 0.15 logit from day to day, counts vary as
stated. Limits of disparities stand on the residents that the definitions have.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE, counted_forces
from oversight_contracts.definitions.models.rules import (
    DisparityDriftRule,
    DisparityRule,
    IndicatorRule,
    LevelRule,
    OutcomeDifferenceRule,
)
from oversight_contracts.detection import Volumes
from oversight_local.failure import Failure
from oversight_local.rules.watched import Watched, percentile_of
from oversight_measures.spread.observed import Kind

AS_LARGE_AS = "west-midlands"
SOURCE = "as is typical"
LOGIT = 0.15
DAYS = {"day": (1,), "week": (7,), "month": (28, 30, 31), "quarter": (90, 91, 92)}


class Typical(NamedTuple):
    """Cases a day and the share of hits; of a count events, and their dispersion."""

    a_day: float
    share: float | None = None
    dispersion: float = 1.0


# By indicator and breakdown. Of durations the share is that of cases beyond the limit, or beyond
# the baseline's percentile.
VOLUMES: Mapping[tuple[str, str], Typical] = {
    ("response.within-target", "grade=priority-1"): Typical(60, 0.86),
    ("response.within-target", "grade=priority-2"): Typical(150, 0.77),
    ("response.time", "grade=priority-1"): Typical(60, 0.05),
    ("response.time", "grade=priority-2"): Typical(150, 0.05),
    ("response.time", "grade=priority-3"): Typical(90, 0.10),
    ("stop-search.searches", ""): Typical(55, dispersion=4),
    ("stop-search.section-60", ""): Typical(3, dispersion=3),
    ("stop-search.positive-outcome", ""): Typical(55, 0.25),
    ("complaints.logged", ""): Typical(12, dispersion=2),
    # What comes and goes, and the part that comes.
    ("complaints.open", ""): Typical(23, 0.5),
    ("complaints.days-to-finalise", ""): Typical(8, 0.10),
    ("crime.cancelled-rate", ""): Typical(600, 0.02),
    ("crime.domestic-abuse", ""): Typical(100, dispersion=4),
    ("confidence.in-this-area", ""): Typical(9, 0.75),
    ("satisfaction.victims", ""): Typical(15, 0.75),
    ("hidden.child-abuse", ""): Typical(8, dispersion=2),
    ("hidden.vulnerable-adult", ""): Typical(3, dispersion=1.5),
}
# Searches a day of each group, by the months before the surge of 2019.
GROUPS = {"White": 22.0, "Black": 7.3, "Asian": 14.5, "Mixed": 2.5, "Other": 1.5}
# Parts of the force, the largest authority first; the others share what is left evenly.
PARTS = (0.4, 0.12, 0.11, 0.1, 0.1, 0.1, 0.07)
NO_VOLUMES = "no typical volumes of it are known"


def typical_series(catalogue: Catalogue, today: date) -> Iterator[Watched]:
    """Every rule on each of its series. Raises ``Failure`` where the definitions have no force."""
    forces = counted_forces(catalogue.forces)
    if not forces:
        raise Failure("the definitions have no force whose records are counted")
    force = AS_LARGE_AS if AS_LARGE_AS in forces else next(iter(forces))
    for rule in catalogue.rules.values():
        if rule.force in (None, force):
            for area, part in _areas(catalogue, rule, force, today):
                yield from _of_area(catalogue, rule, force, area, part)


def _areas(
    catalogue: Catalogue, rule: IndicatorRule, force: str, today: date
) -> Iterator[tuple[str, float]]:
    if WHOLE_FORCE in rule.areas:
        yield WHOLE_FORCE, 1.0
    below = [
        name
        for name, area in catalogue.forces[force].areas.items()
        if area.valid_on(today) and (name in rule.areas or f"every {area.kind}" in rule.areas)
    ]
    for at, name in enumerate(below):
        yield name, PARTS[min(at, len(PARTS) - 1)]


def _of_area(
    catalogue: Catalogue, rule: IndicatorRule, force: str, area: str, part: float
) -> Iterator[Watched]:
    if isinstance(rule, OutcomeDifferenceRule):
        for group in rule.groups:
            tested = _of_outcomes(catalogue, rule, group, part)
            mute = "" if tested else NO_VOLUMES
            yield Watched(rule, force, area, rule.series_of(group), tested, mute)
        return
    if not isinstance(rule, DisparityRule | DisparityDriftRule):
        typical = VOLUMES.get((rule.indicator, rule.by))
        volumes = None if typical is None else _volumes(catalogue, rule, typical, part)
        yield Watched(rule, force, area, rule.by, volumes, "" if volumes else NO_VOLUMES)
        return
    for group in rule.groups:
        found = _of_group(catalogue, rule, force, area, group, part)
        by = f"ethnicity={group}"
        if isinstance(found, str):
            yield Watched(rule, force, area, by, None, found)
        else:
            yield Watched(rule, force, area, by, found)


def _volumes(
    catalogue: Catalogue, rule: IndicatorRule, typical: Typical, part: float
) -> Volumes | None:
    a_day = typical.a_day * part
    if typical.share is None:
        limit = float(rule.threshold) if isinstance(rule, LevelRule) else None
        days = DAYS[rule.bucket]
        dispersion = max(typical.dispersion, rule.dispersion or 1.0)
        return Volumes(Kind.COUNT, a_day, dispersion, SOURCE, sizes=days, limit=limit)
    return _of_share(rule, Kind.SHARE, a_day, typical.share)._replace(limit=_part(catalogue, rule))


def _of_outcomes(
    catalogue: Catalogue, rule: OutcomeDifferenceRule, group: str, part: float
) -> Volumes | None:
    """A group's outcomes and the reference group's, which are as frequent."""
    typical = VOLUMES.get((rule.indicator, ""))
    if typical is None or typical.share is None or not {group, rule.reference} <= GROUPS.keys():
        return None
    own, others = GROUPS[group] * part, GROUPS[rule.reference] * part
    return _of_share(rule, Kind.SHARE, own, typical.share)._replace(
        limit=float(rule.threshold) / catalogue.indicators[rule.indicator].scale,
        reference_a_day=others,
        reference_share=typical.share,
    )


def _of_group(
    catalogue: Catalogue,
    rule: DisparityRule | DisparityDriftRule,
    force: str,
    area: str,
    group: str,
    part: float,
) -> Volumes | str:
    reference = catalogue.indicators[rule.indicator].reference_group
    if reference is None or not {group, reference.value} <= GROUPS.keys():
        return NO_VOLUMES
    known = catalogue.residents_of(force, area, rule.basis)
    residents = known.groups.get(reference.dimension, {}) if known else {}
    whole = catalogue.residents_of(force, WHOLE_FORCE, rule.basis)
    of_force = whole.groups.get(reference.dimension, {}) if whole else {}

    def searched(name: str) -> float:
        # A group is searched where it lives; where that is not known, as much as all are.
        lives = residents.get(name), of_force.get(name)
        return GROUPS[name] * (lives[0] / lives[1] if lives[0] and lives[1] else part)

    own, others = searched(group), searched(reference.value)
    volumes = _of_share(rule, Kind.RATIO, own + others, own / (own + others))
    if not isinstance(rule, LevelRule):
        return volumes
    if not residents.get(group) or not residents.get(reference.value):
        return "its residents are not known"
    odds = float(rule.threshold) * residents[group] / residents[reference.value]
    return volumes._replace(limit=odds / (1 + odds))


def _of_share(rule: IndicatorRule, kind: Kind, a_day: float, share: float) -> Volumes:
    # What a logit that moves by so much gives the cases of a bucket.
    correlation = LOGIT**2 * share * (1 - share)
    size = a_day * max(DAYS[rule.bucket])
    dispersion = 1 + max(0.0, size - 1) * correlation
    if rule.dispersion and rule.dispersion > dispersion:
        dispersion = rule.dispersion
        correlation = (dispersion - 1) / max(1.0, size - 1)
    sizes = _deciles(size)
    return Volumes(kind, a_day, dispersion, SOURCE, share, correlation, sizes)


def _deciles(mean: float) -> tuple[int, ...]:
    """The deciles of Poisson numbers of cases."""
    from scipy.stats import poisson

    return tuple(max(1, int(poisson.ppf((2 * at + 1) / 20, mean))) for at in range(10))


def _part(catalogue: Catalogue, rule: IndicatorRule) -> float | None:
    """A limit from 0 to 1; of a percentile the share that may be beyond it."""
    if not isinstance(rule, LevelRule):
        return None
    percentile = percentile_of(rule)
    if percentile is not None:
        return 1 - percentile / 100
    return float(rule.threshold) / catalogue.indicators[rule.indicator].scale
