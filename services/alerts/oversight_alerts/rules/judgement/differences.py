"""An outcome test: is a group's share further from that of another than agreed? Pure."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import fsum

from oversight_alerts.projection.reach import REMEMBERED
from oversight_alerts.rules import formatting
from oversight_alerts.rules.judgement.buckets import ClosedBucket
from oversight_alerts.rules.judgement.cases import Cases, together
from oversight_alerts.rules.judgement.levels import too_short
from oversight_alerts.rules.judgement.spells import chart_path, observed, spells_of
from oversight_alerts.rules.judgement.spreads import spread_of
from oversight_alerts.rules.judgement.subjects import SingleSeries
from oversight_alerts.rules.judgement.volumes import correlation, volumes_of
from oversight_alerts.rules.observation import Found, Observation
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.definitions.models.rules import OutcomeDifferenceRule
from oversight_contracts.detection import Volumes, gap_of
from oversight_measures.detectors.gaps import ShareGap
from oversight_measures.detectors.levels import moving_sums
from oversight_measures.intervals import Interval
from oversight_measures.spread.observed import Kind

# Of each bucket, the group's cases and the reference group's.
Pairs = Sequence[tuple[Cases, Cases]]


def observe_difference(
    rule: OutcomeDifferenceRule, own: SingleSeries, reference: SingleSeries
) -> Observation:
    """The group's share of the last buckets, held against that of the reference group."""
    short = too_short(rule, own)
    if short is not None:
        return short
    told = [each for each in own.area.buckets if not each.lacks]
    pairs = [(own.cases(each), reference.cases(each)) for each in told]
    volumes = _volumes(rule, own, told, pairs)
    detector = gap_of(rule, volumes)
    spells = spells_of(detector.judged([(*of, *other) for of, other in pairs]), told)
    window = own.area.buckets[-rule.window :]
    found, other = own.found_over(window), reference.found_over(window)
    limit = _limit(rule, own, other)
    found = _with_interval(own, found, other, detector, pairs[-rule.window :])
    stands = bool(spells) and spells[-1].ended is None
    verdict = _verdict(rule, found, limit, pairs[-rule.window :], stands)
    return replace(
        observed(own, window, found._replace(reference=other.figure), verdict),
        limit=limit,
        cause=_words(rule, own, other),
        first=told[0].name,
        spells=spells,
        too_few=_below_minimum(rule, told, pairs),
        path=chart_path(own, told, [of for of, _ in pairs]) if verdict is Verdict.BROKEN else (),
        volumes=volumes,
        mute=_too_few(rule, pairs[-rule.window :]) if verdict is Verdict.BELOW_MINIMUM else "",
    )


def _volumes(
    rule: OutcomeDifferenceRule, own: SingleSeries, told: Sequence[ClosedBucket], pairs: Pairs
) -> Volumes:
    """The volumes before the window; both groups together tell how much cases of one vary."""
    end = len(told) - rule.window
    before = slice(max(0, end - REMEMBERED), end)
    both = [together(each) for each in pairs]
    spread = spread_of(rule, own, told[before], both[before])
    usual = before if end else slice(None)
    cases, others = ([each[at] for each in pairs[usual]] for at in (0, 1))
    correlated = correlation(spread, both[usual])
    volumes = volumes_of(rule, Kind.SHARE, told[usual], cases, spread)
    days, of_reference = sum(each.period.days for each in told[usual]), together(others)
    size = fsum(each.of for each in cases) / len(cases)
    return volumes._replace(
        dispersion=1 + max(0.0, size - 1) * correlated,
        correlation=correlated,
        limit=own.limit(Fraction(rule.threshold)),
        reference_a_day=of_reference.of / days,
        reference_share=of_reference.hits / of_reference.of if of_reference.of else None,
    )


def _limit(rule: OutcomeDifferenceRule, own: SingleSeries, other: Found) -> Fraction | None:
    """Where the group's figure may be at worst: as far from the reference group's as agreed."""
    if other.figure.value is None:
        return None
    limit = other.figure.value + rule.direction * Fraction(rule.threshold)
    return min(max(limit, Fraction(0)), Fraction(own.area.indicator.scale))


def _with_interval(
    own: SingleSeries, found: Found, other: Found, detector: ShareGap, pairs: Pairs
) -> Found:
    """The interval of the difference, set on the reference group's figure: the chance of both."""
    sums = [_sums([each[at] for each in pairs]) for at in (0, 1)]
    if other.figure.value is None or not all(of for _, of, _ in sums):
        return found._replace(figure=replace(found.figure, interval=Interval(None, None)))
    scale, at = own.area.indicator.scale, float(other.figure.value)
    bounds = detector.interval(*sums[0], *sums[1])
    lower, upper = (min(max(at + scale * each, 0.0), float(scale)) for each in bounds)
    return found._replace(figure=replace(found.figure, interval=Interval(lower, upper)))


def _sums(cases: Sequence[Cases]) -> tuple[int, int, int]:
    return (*together(cases), sum(each.of * (each.of - 1) for each in cases))


def _verdict(
    rule: OutcomeDifferenceRule, found: Found, limit: Fraction | None, pairs: Pairs, stands: bool
) -> Verdict:
    if found.figure.value is None or limit is None:
        return Verdict.NO_VALUE
    if _too_few(rule, pairs):
        return Verdict.BELOW_MINIMUM
    if stands:
        return Verdict.BROKEN
    past = rule.direction * (found.figure.value - limit) > 0
    return Verdict.NOT_CERTAIN if past else Verdict.WITHIN_LIMIT


def _too_few(rule: OutcomeDifferenceRule, pairs: Pairs) -> str:
    """Which of both has too few cases in a window; empty where both have enough."""
    own, others = (together([each[at] for each in pairs]).of for at in (0, 1))
    which, least = ("its group", own) if own <= others else (rule.reference, others)
    if least >= rule.minimum:
        return ""
    return f"{which} has {least} cases, fewer than the {rule.minimum} that the rule needs of each"


def _below_minimum(
    rule: OutcomeDifferenceRule, told: Sequence[ClosedBucket], pairs: Pairs
) -> frozenset[str]:
    """The buckets up to which a window has too few of either."""
    own, others = (moving_sums([each[at].of for each in pairs], rule.window) for at in (0, 1))
    counted = zip(told, own, others, strict=True)
    return frozenset(bucket.name for bucket, *of in counted if min(of) < rule.minimum)


def _words(rule: OutcomeDifferenceRule, own: SingleSeries, other: Found) -> str:
    """How far that is from what the reference group has."""
    indicator, figure = own.area.indicator, other.figure
    if figure.value is None:
        return ""
    less = "less" if rule.direction < 0 else "more"
    agreed = formatting.difference(indicator, rule.threshold)
    has = formatting.amount(indicator, figure.value)
    return (
        f"{agreed} {less} than the {has} of {rule.reference} ({indicator.counts_in_words(figure)})"
    )
