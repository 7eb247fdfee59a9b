"""The slow question: has a series drifted from its dated baseline? Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from oversight_alerts.rules.judgement.buckets import ClosedBucket
from oversight_alerts.rules.judgement.cases import Cases, deciles, together
from oversight_alerts.rules.judgement.spells import (
    chart_path,
    nothing_to_judge,
    observed,
    spells_of,
)
from oversight_alerts.rules.judgement.spreads import in_unit, interval_of, spread_of
from oversight_alerts.rules.judgement.subjects import SingleSeries, Subject
from oversight_alerts.rules.judgement.volumes import correlation, volumes_of
from oversight_alerts.rules.observation import Found, Observation, Spell, Usual, Volumes
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.definitions.baselines import Baseline, baseline_on, ended_by
from oversight_contracts.definitions.models.rules import CONFIDENCE, ShiftRule
from oversight_contracts.figures.figure import Figure
from oversight_contracts.windows import buckets_of
from oversight_measures.detectors.cusum import Cusum
from oversight_measures.detectors.shifts import CountShift, ShareShift, disparity_shift
from oversight_measures.estimates.quantiles import nearest_rank
from oversight_measures.spread.observed import Kind
from oversight_measures.spread.spread import Spread

# Of a series that has not drifted the figure of so many buckets is shown.
SHOWN = {"day": 28, "week": 4, "month": 1}
# With less of its days on record a baseline tells nothing.
LEAST_PART = 0.7


@dataclass(frozen=True)
class Measured:
    """What a baseline says of a series: its buckets, their cases, their spread."""

    baseline: Baseline
    buckets: Sequence[ClosedBucket]
    cases: Sequence[Cases]
    spread: Spread

    @property
    def all(self) -> Cases:
        """The cases of all of it."""
        return together(self.cases)

    def level(self, kind: Kind) -> float:
        """The share of hits, or the events a day."""
        if kind is Kind.COUNT:
            return self.all.hits / sum(each.period.days for each in self.buckets)
        return self.all.hits / self.all.of


def observe_drift(rule: ShiftRule, subject: Subject) -> Observation:
    """What has come of a series since its baseline."""
    baseline = _baseline(rule, subject)
    if isinstance(baseline, str):
        return nothing_to_judge(subject, baseline, Verdict.NO_BASELINE)
    measured = _measured(rule, subject, baseline)
    if isinstance(measured, str):
        return nothing_to_judge(subject, measured, Verdict.NO_BASELINE)
    since = [
        each
        for each in subject.area.buckets
        if each.period.start >= baseline.until and not each.lacks
    ]
    if not since:
        return nothing_to_judge(subject, f"nothing is on record since {baseline.until:%-d %B %Y}")
    detector = _detector(rule, subject, measured)
    if isinstance(detector, str):
        return nothing_to_judge(subject, detector, Verdict.NO_BASELINE)
    return _observation(rule, subject, measured, since, detector)


def usual_percentile(rule: ShiftRule, subject: SingleSeries, percentile: int) -> Fraction | None:
    """How long all but the slowest took in a rule's baseline; None where there is none."""
    baseline, area = _baseline(rule, subject), subject.area
    if isinstance(baseline, str):
        return None
    total = area.totals.total(
        area.key(subject.series.by), buckets_of(area.indicator, baseline.period)
    )
    value = nearest_rank(total.values, Fraction(percentile, 100))
    return None if value is None else Fraction(value)


def _baseline(rule: ShiftRule, subject: Subject) -> Baseline | str:
    kept, area = subject.area.buckets, subject.area
    if not kept:
        return "no bucket is over"
    day = kept[-1].period.start
    found = baseline_on(area.catalogue.baselines, area.force, rule.id, day)
    if found is None:
        return "no baseline is set for it"
    if ended := ended_by(found, area.indicator, day):
        return f"its baseline has ended: {ended}"
    return found


def _measured(rule: ShiftRule, subject: Subject, baseline: Baseline) -> Measured | str:
    within = [
        each
        for each in subject.area.buckets
        if baseline.since <= each.period.start and each.period.end <= baseline.until
    ]
    told = [each for each in within if not each.lacks]
    days = sum(each.period.days for each in told)
    if not told or days < LEAST_PART * baseline.period.days:
        return "records of its baseline are missing"
    cases = [subject.cases(each) for each in told]
    sum_ = together(cases)
    least = sum_.hits if subject.kind is Kind.COUNT else min(sum_.hits, sum_.of - sum_.hits)
    if least < rule.minimum:
        return f"its baseline has {least} cases, fewer than {rule.minimum}"
    return Measured(baseline, told, cases, spread_of(rule, subject, told, cases))


Detector = Cusum[int] | Cusum[float]


def _detector(rule: ShiftRule, subject: Subject, measured: Measured) -> Detector | str:
    times, run_length = float(rule.times), rule.once_in / rule.length
    if subject.kind is Kind.COUNT:
        shift = CountShift(times, max(1.0, measured.spread.dispersion))
        a_day = measured.level(subject.kind)
        expected = tuple(sorted({round(a_day * each.period.days, 6) for each in measured.buckets}))
        return Cusum(shift, _count_threshold(shift, expected, run_length))
    share = measured.level(subject.kind)
    cases_correlate = correlation(measured.spread, measured.cases)
    if subject.kind is Kind.SHARE:
        if not 0 < share * times < 1:
            return f"{times:g} times its baseline is no share"
        of_share = ShareShift(share, share * times, cases_correlate)
    else:
        hits, of = measured.all
        of_share = disparity_shift(hits, of - hits, times, cases_correlate)
    return Cusum(of_share, _share_threshold(of_share, deciles(measured.cases), run_length))


# A threshold takes hundredths of a second, and changes only with its baseline.
@lru_cache(maxsize=4096)
def _share_threshold(shift: ShareShift, sizes: tuple[int, ...], run_length: float) -> float:
    # Read where it is needed: scipy takes a second, of every start of a service too.
    from oversight_measures.detectors.run_lengths import share_scores, threshold_for

    return threshold_for(share_scores(shift, sizes), run_length)


@lru_cache(maxsize=4096)
def _count_threshold(shift: CountShift, expected: tuple[float, ...], run_length: float) -> float:
    from oversight_measures.detectors.run_lengths import count_scores, threshold_for

    return threshold_for(count_scores(shift, expected), run_length)


def _observation(
    rule: ShiftRule,
    subject: Subject,
    measured: Measured,
    since: Sequence[ClosedBucket],
    detector: Detector,
) -> Observation:
    cases = [subject.cases(each) for each in since]
    level = measured.level(subject.kind)
    # Of a count what is expected, of all others the cases.
    against: list[tuple[int, Any]] = [
        (each.hits, level * bucket.period.days if subject.kind is Kind.COUNT else each.of)
        for bucket, each in zip(since, cases, strict=True)
    ]
    spells = spells_of(detector.judged(against), since)
    lasts = spells[-1] if spells and spells[-1].ended is None else None
    window = _window(rule, since, lasts)
    found = subject.found_over(window)
    verdict = Verdict.NO_VALUE if found.figure.value is None else Verdict.WITHIN_LIMIT
    observation = observed(subject, window, found, Verdict.BROKEN if lasts else verdict)
    usual = _usual(subject, measured, window)
    return replace(
        observation,
        figure=_with_interval(subject, measured, found, cases[-len(window) :]),
        limit=usual,
        usual=None if usual is None else Usual(usual, measured.baseline),
        first=since[0].name,
        spells=spells,
        path=chart_path(subject, since, cases) if lasts else (),
        volumes=_volumes(subject, measured, detector),
    )


def _volumes(subject: Subject, measured: Measured, detector: Detector) -> Volumes:
    days = sum(each.period.days for each in measured.buckets)
    volumes = volumes_of(subject.kind, measured.cases, days, measured.spread)
    return volumes._replace(threshold=detector.threshold)


def _usual(subject: Subject, measured: Measured, window: Sequence[ClosedBucket]) -> Fraction | None:
    """The figure of the baseline; of a count that of as many days as the window has."""
    if subject.kind is not Kind.COUNT:
        return subject.found_over(measured.buckets).figure.value
    days = sum(each.period.days for each in window)
    return subject.value(measured.level(subject.kind) * days)


def _window(
    rule: ShiftRule, since: Sequence[ClosedBucket], lasts: Spell | None
) -> Sequence[ClosedBucket]:
    """What the figure is of: since it began to drift, or the newest buckets where it has not."""
    if lasts is None:
        return since[-SHOWN[rule.bucket] :]
    return [each for each in since if each.name >= lasts.began]


def _with_interval(
    subject: Subject, measured: Measured, found: Found, cases: Sequence[Cases]
) -> Figure:
    if subject.area.indicator.has_durations:
        return found.figure
    dispersion = max(1.0, measured.spread.dispersion)
    cases_correlate = (
        0.0 if subject.kind is Kind.COUNT else correlation(measured.spread, measured.cases)
    )
    bounds = interval_of(subject.kind, cases, dispersion, cases_correlate, CONFIDENCE)
    return replace(found.figure, interval=in_unit(subject, bounds))
