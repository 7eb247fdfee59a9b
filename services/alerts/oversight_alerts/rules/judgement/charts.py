"""The slow question of a process chart: is a month a special cause against its baseline? Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from oversight_alerts.rules.formatting import bucket_name
from oversight_alerts.rules.judgement.baselines import NOT_SET, Measured, baseline_of, measured_in
from oversight_alerts.rules.judgement.buckets import ClosedBucket
from oversight_alerts.rules.judgement.cases import Cases
from oversight_alerts.rules.judgement.spells import (
    chart_path,
    nothing_to_judge,
    observed,
    spells_of,
)
from oversight_alerts.rules.judgement.subjects import Subject
from oversight_alerts.rules.observation import Observation, Usual
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.definitions.baselines import Baseline
from oversight_contracts.definitions.models.rules import SpecialCauseRule
from oversight_contracts.detection import Chart, Undetectable, chart_of
from oversight_measures.detectors.process_charts import Sign
from oversight_measures.spread.observed import Kind, Observed
from oversight_measures.spread.season import adjusted, widened_by


def observe_chart(rule: SpecialCauseRule, subject: Subject) -> Observation:
    """What has come of a series since its baseline, each bucket a point of its process chart."""
    baseline = _baseline(rule, subject)
    if isinstance(baseline, str):
        return nothing_to_judge(subject, baseline, Verdict.NO_BASELINE)
    measured = measured_in(baseline, rule, subject, _too_few)
    if isinstance(measured, str):
        return nothing_to_judge(subject, measured, Verdict.NO_BASELINE)
    measured = _with_season_error(subject, measured)
    since = measured.since(subject)
    counted = [(each, subject.cases(each)) for each in since]
    # A survey has no answers but in its waves.
    pairs = [(bucket, cases) for bucket, cases in counted if _is_point(subject, cases)]
    if not pairs:
        return nothing_to_judge(subject, measured.nothing_since)
    try:
        chart = chart_of(rule, measured.volumes)
    except Undetectable as error:
        return nothing_to_judge(subject, str(error), Verdict.NO_BASELINE)
    points, cases = [bucket for bucket, _ in pairs], [each for _, each in pairs]
    return _observation(rule, subject, measured, points, cases, chart)


def _baseline(rule: SpecialCauseRule, subject: Subject) -> Baseline | str:
    """The baseline that is set, or else the first points on record; why there is neither.

    How slow the slowest are is known of a baseline that is set alone.
    """
    found = baseline_of(rule, subject)
    if found != NOT_SET or rule.percentile is not None:
        return found
    points = _first_points(rule, subject)
    if len(points) < rule.minimum:
        few = f"{len(points)} {rule.bucket}s with a figure since it is counted as now"
        return f"{NOT_SET}, and it has {few}, fewer than {rule.minimum}"
    return _of_points(rule, subject.area.force, points)


def _of_points(rule: SpecialCauseRule, force: str, points: Sequence[ClosedBucket]) -> Baseline:
    """The baseline that nobody has set: the first points on record."""
    until = points[-1].period.end
    fields = {
        "force": force,
        "rules": (rule.id,),
        "from": points[0].period.start,
        "to": until,
        "set_by": "nobody",
        "set_on": until,
        "why": f"the first {rule.minimum} {rule.bucket}s on record: {NOT_SET}",
    }
    return Baseline.model_validate(fields)


def _first_points(rule: SpecialCauseRule, subject: Subject) -> list[ClosedBucket]:
    """The first points since the last break of the series: as many as limits are set on."""
    kept = subject.area.buckets
    breaks = [each.on for each in subject.area.indicator.breaks]
    since = max((on for on in breaks if kept and on <= kept[-1].period.start), default=date.min)
    points = (
        each
        for each in kept
        if each.period.start >= since and not each.lacks and _is_point(subject, subject.cases(each))
    )
    return list(islice(points, rule.minimum))


def _with_season_error(subject: Subject, measured: Measured) -> Measured:
    """The same, with limits as wide as what comes varies about a season that few years tell."""
    points = sum(_is_point(subject, subject.cases(each)) for each in measured.buckets)
    wider = measured.volumes.dispersion * widened_by(measured.season, points)
    return replace(measured, volumes=measured.volumes._replace(dispersion=wider))


def _too_few(rule: SpecialCauseRule, subject: Subject, cases: Sequence[Cases]) -> str:
    points = sum(_is_point(subject, each) for each in cases)
    if points >= rule.minimum:
        return ""
    return f"its baseline has {points} {rule.bucket}s with a figure, fewer than {rule.minimum}"


def _is_point(subject: Subject, cases: Cases) -> bool:
    return subject.kind is Kind.COUNT or bool(cases.of)


def _observation(
    rule: SpecialCauseRule,
    subject: Subject,
    measured: Measured,
    points: Sequence[ClosedBucket],
    cases: Sequence[Cases],
    chart: Chart,
) -> Observation:
    values = [_value(subject, measured, *each) for each in zip(points, cases, strict=True)]
    spells = spells_of(chart.judged(values), points)
    lasts = spells[-1] if spells and spells[-1].ended is None else None
    found = subject.found_over(points[-1:])
    verdict = Verdict.NO_VALUE if found.figure.value is None else Verdict.WITHIN_LIMIT
    observation = observed(subject, points[-1:], found, Verdict.BROKEN if lasts else verdict)
    usual = subject.usual_over(measured.buckets, points[-1])
    return replace(
        observation,
        limit=usual,
        usual=None if usual is None else Usual(usual, measured.baseline),
        cause="" if lasts is None else _cause(rule.bucket, points, chart.signs(values)),
        first=points[0].name,
        spells=spells,
        path=chart_path(subject, points, cases) if lasts else (),
        volumes=measured.volumes,
    )


def _value(
    subject: Subject, measured: Measured, bucket: ClosedBucket, cases: Cases
) -> tuple[float, float]:
    """What a chart takes of a bucket: events and days, or hits and cases, without the season."""
    of = bucket.period.days if subject.kind is Kind.COUNT else cases.of
    return adjusted(Observed(bucket.period.start, cases.hits, of), subject.kind, measured.season)


def _cause(bucket: str, points: Sequence[ClosedBucket], signs: Sequence[Sign | None]) -> str:
    """By which rule the newest special cause is one, and of which bucket, where not the last."""
    last = next(at for at in range(len(signs) - 1, -1, -1) if signs[at] is not None)
    when = "" if last == len(signs) - 1 else f" in {bucket_name(bucket, points[last].period.start)}"
    return f"{signs[last]}{when}"
