"""The fast question: has the level of the last buckets crossed an agreed limit? Pure."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil

from oversight_alerts.projection.reach import REMEMBERED
from oversight_alerts.rules.judgement.buckets import ClosedBucket
from oversight_alerts.rules.judgement.cases import Cases
from oversight_alerts.rules.judgement.spells import (
    chart_path,
    nothing_to_judge,
    observed,
    spells_of,
)
from oversight_alerts.rules.judgement.spreads import in_unit, interval_of, spread_of
from oversight_alerts.rules.judgement.subjects import Subject
from oversight_alerts.rules.judgement.volumes import correlation, volumes_of
from oversight_alerts.rules.observation import Found, Observation, Volumes
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.definitions.models.rules import LevelRule
from oversight_measures.detectors.episodes import Episode
from oversight_measures.detectors.levels import CountLimit, ShareLimit, Side
from oversight_measures.spread.observed import Kind
from oversight_measures.spread.spread import Spread


def observe_level(rule: LevelRule, subject: Subject) -> Observation:
    """The level of the last buckets, held against the limit with the spread of those before."""
    kept, window = subject.area.buckets, rule.window
    told = [each for each in kept if not each.lacks]
    if len(kept) < window:
        return nothing_to_judge(subject, f"fewer than {window} {rule.bucket}s are over")
    if len(told) < window:
        few = observed(
            subject, kept[-window:], subject.found_over(kept[-window:]), Verdict.NO_VALUE
        )
        return replace(few, mute=f"fewer than {window} {rule.bucket}s are on record")
    if subject.kind is not Kind.COUNT and not 0 < subject.limit(Fraction(rule.threshold)) < 1:
        return nothing_to_judge(subject, "its residents are not known")
    cases = [subject.cases(each) for each in told]
    before = slice(max(0, len(told) - window - REMEMBERED), len(told) - window)
    spread = spread_of(rule, subject, told[before], cases[before])
    episodes = _judged(rule, subject, cases, spread)
    found = subject.found_over(kept[-window:])
    bounds = _bounds(rule, subject, cases[-window:], spread, cases)
    # What a percentile is, its share of slow cases has no interval of.
    if not subject.area.indicator.has_durations:
        found = found._replace(figure=replace(found.figure, interval=in_unit(subject, bounds)))
    verdict = _verdict(rule, subject, found, cases[-window:], bool(episodes) and _open(episodes))
    observation = observed(subject, kept[-window:], found, verdict)
    return replace(
        observation,
        limit=Fraction(rule.threshold),
        first=told[0].name,
        spells=spells_of(episodes, told),
        path=chart_path(subject, told, cases) if verdict is Verdict.BROKEN else (),
        volumes=_volumes(rule, subject, told, cases, spread),
    )


def _volumes(
    rule: LevelRule,
    subject: Subject,
    told: Sequence[ClosedBucket],
    cases: Sequence[Cases],
    spread: Spread,
) -> Volumes:
    """The volumes before the window, which may be the surge itself; of all where none is before."""
    end = len(told) - rule.window or len(told)
    usual = slice(max(0, end - REMEMBERED), end)
    days = sum(each.period.days for each in told[usual])
    limit = subject.limit(Fraction(rule.threshold))
    return volumes_of(subject.kind, cases[usual], days, spread)._replace(limit=limit)


def _open(episodes: Sequence[Episode]) -> bool:
    return episodes[-1].ended is None


def _judged(
    rule: LevelRule, subject: Subject, cases: Sequence[Cases], spread: Spread
) -> list[Episode]:
    limit, worse = subject.limit(Fraction(rule.threshold)), _side(rule)
    if subject.kind is Kind.COUNT:
        dispersion = max(1.0, spread.dispersion)
        count = CountLimit(limit, worse, rule.window, dispersion, rule.confidence)
        return count.judged([each.hits for each in cases])
    share = ShareLimit(
        limit,
        worse,
        rule.window,
        correlation(spread, cases),
        rule.confidence,
        _least_cases(rule, subject),
    )
    return share.judged([(each.hits, each.of) for each in cases])


def _least_cases(rule: LevelRule, subject: Subject) -> int:
    """Of a group so many events are to be expected at the limit, whatever the others have."""
    if subject.kind is Kind.RATIO:
        return max(1, ceil(rule.minimum / subject.limit(Fraction(rule.threshold))))
    return rule.minimum


def _verdict(
    rule: LevelRule, subject: Subject, found: Found, window: Sequence[Cases], stands: bool
) -> Verdict:
    if found.figure.value is None:
        return Verdict.NO_VALUE
    cases = sum(each.of for each in window)
    if subject.kind is not Kind.COUNT and cases < _least_cases(rule, subject):
        return Verdict.BELOW_MINIMUM
    if stands:
        return Verdict.BROKEN
    past = rule.direction * (found.figure.value - Fraction(rule.threshold)) > 0
    return Verdict.NOT_CERTAIN if past else Verdict.WITHIN_LIMIT


def _bounds(
    rule: LevelRule,
    subject: Subject,
    window: Sequence[Cases],
    spread: Spread,
    cases: Sequence[Cases],
) -> tuple[float, float] | None:
    dispersion = max(1.0, spread.dispersion)
    cases_correlate = 0.0 if subject.kind is Kind.COUNT else correlation(spread, cases)
    return interval_of(subject.kind, window, dispersion, cases_correlate, rule.confidence)


def _side(rule: LevelRule) -> Side:
    return "above" if rule.direction > 0 else "below"
