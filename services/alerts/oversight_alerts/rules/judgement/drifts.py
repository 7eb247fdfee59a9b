"""The slow question: has a series drifted from its dated baseline? Pure."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from oversight_alerts.rules.judgement.baselines import Measured, baseline_of, measured_in
from oversight_alerts.rules.judgement.buckets import ClosedBucket
from oversight_alerts.rules.judgement.cases import Cases, together
from oversight_alerts.rules.judgement.spells import (
    chart_path,
    nothing_to_judge,
    observed,
    spells_of,
)
from oversight_alerts.rules.judgement.spreads import in_unit, interval_of
from oversight_alerts.rules.judgement.subjects import SingleSeries, Subject
from oversight_alerts.rules.observation import Found, Observation, Spell, Usual
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.definitions.models.rules import CONFIDENCE, BaselineRule, ShiftRule
from oversight_contracts.detection import Drift, Undetectable, drift_of
from oversight_contracts.figures.figure import Figure
from oversight_contracts.windows import buckets_of
from oversight_measures.estimates.quantiles import nearest_rank
from oversight_measures.spread.observed import Kind

# Of a series that has not drifted the figure of so many buckets is shown.
SHOWN = {"day": 28, "week": 4, "month": 1, "quarter": 1}


def observe_drift(rule: ShiftRule, subject: Subject) -> Observation:
    """What has come of a series since its baseline."""
    baseline = baseline_of(rule, subject)
    if isinstance(baseline, str):
        return nothing_to_judge(subject, baseline, Verdict.NO_BASELINE)
    measured = measured_in(baseline, rule, subject, _too_few)
    if isinstance(measured, str):
        return nothing_to_judge(subject, measured, Verdict.NO_BASELINE)
    since = measured.since(subject)
    if not since:
        return nothing_to_judge(subject, measured.nothing_since)
    try:
        detector = drift_of(rule, measured.volumes)
    except Undetectable as error:
        return nothing_to_judge(subject, str(error), Verdict.NO_BASELINE)
    return _observation(rule, subject, measured, since, detector)


def usual_percentile(rule: BaselineRule, subject: SingleSeries, percentile: int) -> Fraction | None:
    """How long all but the slowest took in a rule's baseline; None where there is none."""
    baseline, area = baseline_of(rule, subject), subject.area
    if isinstance(baseline, str):
        return None
    total = area.totals.total(
        area.key(subject.series.by), buckets_of(area.indicator, baseline.period)
    )
    value = nearest_rank(total.values, Fraction(percentile, 100))
    return None if value is None else Fraction(value)


def _too_few(rule: ShiftRule, subject: Subject, cases: Sequence[Cases]) -> str:
    sum_ = together(cases)
    least = sum_.hits if subject.kind is Kind.COUNT else min(sum_.hits, sum_.of - sum_.hits)
    return f"its baseline has {least} cases, fewer than {rule.minimum}" * (least < rule.minimum)


def _observation(
    rule: ShiftRule,
    subject: Subject,
    measured: Measured,
    since: Sequence[ClosedBucket],
    detector: Drift,
) -> Observation:
    cases = [subject.cases(each) for each in since]
    a_day = measured.volumes.a_day
    # Of a count what is expected, of all others the cases.
    against: list[tuple[int, Any]] = [
        (each.hits, a_day * bucket.period.days if subject.kind is Kind.COUNT else each.of)
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
        volumes=measured.volumes._replace(threshold=detector.threshold),
    )


def _usual(subject: Subject, measured: Measured, window: Sequence[ClosedBucket]) -> Fraction | None:
    """The figure of the baseline; of a count that of as many days as the window has."""
    if subject.kind is not Kind.COUNT:
        return subject.found_over(measured.buckets).figure.value
    days = sum(each.period.days for each in window)
    return subject.value(measured.volumes.a_day * days)


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
    bounds = interval_of(measured.volumes, cases, CONFIDENCE)
    return replace(found.figure, interval=in_unit(subject, bounds))
