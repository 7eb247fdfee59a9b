"""The spread of a series' buckets, as detectors and intervals of a rule take it. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from math import sqrt

from oversight_alerts.rules.judgement.buckets import ClosedBucket
from oversight_alerts.rules.judgement.cases import Cases, together
from oversight_alerts.rules.judgement.subjects import Subject
from oversight_contracts.definitions.models.rules import BucketRule
from oversight_contracts.detection import Volumes
from oversight_measures.intervals import Interval, score_bounds, z_score
from oversight_measures.periods.period import Every
from oversight_measures.spread.local import spread_from_piece_to_piece
from oversight_measures.spread.observed import Kind, Observed
from oversight_measures.spread.spread import Source, Spread

# What is assumed where a history is too short to tell, and how well that is known.
ASSUMED = 2.0
ASSUMED_DEGREES = 4.0


def spread_of(
    rule: BucketRule, subject: Subject, buckets: Sequence[ClosedBucket], cases: Sequence[Cases]
) -> Spread:
    """The spread from bucket to bucket: their own, the family's stated one, or what is assumed.

    Never less than the rule's own: few weeks do not tell what a year brings.
    """
    observed = tuple(
        Observed(bucket.period.start, each.hits, _of(subject.kind, bucket, each))
        for bucket, each in zip(buckets, cases, strict=True)
    )
    kind, every = subject.kind, Every(rule.bucket)
    # What is stated counts where there are too few of its own.
    found = _from_piece_to_piece(observed, kind, every) or spread_from_piece_to_piece(
        observed, kind, every, subject.area.catalogue.stated_spread(subject.area.indicator.id)
    )
    if found is None:
        return Spread(rule.dispersion or ASSUMED, ASSUMED_DEGREES, Source.PRIOR, every)
    return replace(found, dispersion=max(found.dispersion, rule.dispersion or 0.0))


# A baseline is looked at again and again, and so is a day's history until the next is over.
@lru_cache(maxsize=1024)
def _from_piece_to_piece(observed: tuple[Observed, ...], kind: Kind, every: Every) -> Spread | None:
    return spread_from_piece_to_piece(observed, kind, every)


def interval_of(
    volumes: Volumes, cases: Sequence[Cases], confidence: float
) -> tuple[float, float] | None:
    """The score interval of a level over buckets, as wide as its spread; None of no cases.

    Of shares by Wilson (1927) on the effective sample, of counts by its like for Poisson counts:
    it leaves out a limit exactly where the detector finds it broken.
    """
    square = z_score(confidence) ** 2
    hits, of = together(cases)
    if volumes.kind is Kind.COUNT:
        spread = square * volumes.dispersion
        half = sqrt(hits * spread + spread * spread / 4)
        return max(0.0, hits + spread / 2 - half), hits + spread / 2 + half
    if not of:
        return None
    pairs = sum(each.of * (each.of - 1) for each in cases)
    return score_bounds(hits, of, square * (1 + volumes.correlation * pairs / of) / of)


def in_unit(subject: Subject, bounds: tuple[float, float] | None) -> Interval:
    """An interval in the indicator's unit."""
    if bounds is None:
        return Interval(None, None)
    lower, upper = (subject.value(each) for each in bounds)
    return Interval(
        None if lower is None else float(lower), None if upper is None else float(upper)
    )


def _of(kind: Kind, bucket: ClosedBucket, cases: Cases) -> int:
    return bucket.period.days if kind is Kind.COUNT else cases.of
