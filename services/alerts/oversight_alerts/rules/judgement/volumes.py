"""What a series is like as it runs: its volumes, and how much it varies. Pure."""

from collections.abc import Sequence

from oversight_alerts.rules.judgement.buckets import ClosedBucket
from oversight_alerts.rules.judgement.cases import Cases, deciles, together
from oversight_contracts.definitions.models.rules import BucketRule
from oversight_contracts.detection import Volumes
from oversight_measures.detectors.shifts import correlation_of
from oversight_measures.spread.observed import Kind
from oversight_measures.spread.spread import Source, Spread


def correlation(spread: Spread, cases: Sequence[Cases]) -> float:
    """The correlation of the cases of a bucket that gives it this dispersion."""
    sizes = [each.of for each in cases if each.of]
    if not sizes:
        return 0.0
    # Buckets of one or two cases each cannot be more dispersed than that.
    most = max(1.0, (sum(sizes) / len(sizes) - 1) * 0.9 + 1)
    return correlation_of(min(max(1.0, spread.dispersion), most), sizes)


def volumes_of(
    rule: BucketRule,
    kind: Kind,
    buckets: Sequence[ClosedBucket],
    cases: Sequence[Cases],
    spread: Spread,
) -> Volumes:
    """The volumes of buckets. Raises ``ZeroDivisionError`` for none."""
    lengths = [each.period.days for each in buckets]
    sum_, dispersion, days = together(cases), max(1.0, spread.dispersion), sum(lengths)
    if kind is Kind.COUNT:
        sizes = tuple(sorted(set(lengths)))
        return Volumes(kind, sum_.hits / days, dispersion, _source(rule, spread), sizes=sizes)
    return Volumes(
        kind,
        sum_.of / days,
        dispersion,
        _source(rule, spread),
        share=sum_.hits / sum_.of if sum_.of else None,
        correlation=correlation(spread, cases),
        sizes=deciles(cases),
    )


def _source(rule: BucketRule, spread: Spread) -> str:
    if spread.dispersion == rule.dispersion:
        return "as its rule takes at least"
    if spread.pieces:
        return f"as {spread.pieces} {spread.grain}s have varied"
    assumed = spread.source is Source.PRIOR and spread.at is None
    return "as is assumed of it" if assumed else "as is stated of its kind"
