"""The fast question: has the level of the last buckets crossed an agreed limit? Pure."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from oversight_alerts.projection.reach import REMEMBERED
from oversight_alerts.rules.judgement.buckets import ClosedBucket
from oversight_alerts.rules.judgement.cases import Cases, together
from oversight_alerts.rules.judgement.spells import (
    chart_path,
    nothing_to_judge,
    observed,
    spells_of,
)
from oversight_alerts.rules.judgement.spreads import in_unit, interval_of, spread_of
from oversight_alerts.rules.judgement.subjects import Subject
from oversight_alerts.rules.judgement.volumes import volumes_of
from oversight_alerts.rules.observation import Found, Observation
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.definitions.models.rules import LevelRule, WindowRule
from oversight_contracts.detection import Volumes, least_cases, level_of
from oversight_measures.detectors.episodes import Episode
from oversight_measures.detectors.levels import CountLimit, moving_sums
from oversight_measures.spread.observed import Kind


def observe_level(rule: LevelRule, subject: Subject) -> Observation:
    """The level of the last buckets, held against the limit with the spread of those before."""
    short = too_short(rule, subject)
    if short is not None:
        return short
    kept, window = subject.area.buckets, rule.window
    told = [each for each in kept if not each.lacks]
    if subject.kind is not Kind.COUNT and not 0 < subject.limit(Fraction(rule.threshold)) < 1:
        return nothing_to_judge(subject, "its residents are not known")
    cases = [subject.cases(each) for each in told]
    volumes = _volumes(rule, subject, told, cases)
    episodes = _judged(rule, volumes, cases)
    found = subject.found_over(kept[-window:])
    bounds = interval_of(volumes, cases[-window:], rule.confidence)
    # What a percentile is, its share of slow cases has no interval of.
    if not subject.area.indicator.has_durations:
        found = found._replace(figure=replace(found.figure, interval=in_unit(subject, bounds)))
    stands = bool(episodes) and episodes[-1].ended is None
    verdict = _verdict(rule, volumes, found, cases[-window:], stands)
    observation = observed(subject, kept[-window:], found, verdict)
    return replace(
        observation,
        limit=Fraction(rule.threshold),
        first=told[0].name,
        spells=spells_of(episodes, told),
        too_few=_below_minimum(rule, volumes, told, cases),
        path=chart_path(subject, told, cases) if verdict is Verdict.BROKEN else (),
        volumes=volumes,
        mute=_too_few(rule, volumes, cases[-window:]) if verdict is Verdict.BELOW_MINIMUM else "",
    )


def too_short(rule: WindowRule, subject: Subject) -> Observation | None:
    """The observation of a series whose buckets fill no window; None where they do."""
    kept, window = subject.area.buckets, rule.window
    if len(kept) < window:
        return nothing_to_judge(subject, f"fewer than {window} {rule.bucket}s are over")
    if sum(not each.lacks for each in kept) >= window:
        return None
    few = observed(subject, kept[-window:], subject.found_over(kept[-window:]), Verdict.NO_VALUE)
    return replace(few, mute=f"fewer than {window} {rule.bucket}s are on record")


def _too_few(rule: LevelRule, volumes: Volumes, window: Sequence[Cases]) -> str:
    """How many cases there are, and how many the rule needs."""
    least = least_cases(rule, volumes)
    return f"{together(window).of} cases, fewer than the {least} that the rule needs"


def _below_minimum(
    rule: LevelRule, volumes: Volumes, told: Sequence[ClosedBucket], cases: Sequence[Cases]
) -> frozenset[str]:
    """The buckets up to which a window has fewer cases than the rule needs; of a count none."""
    if volumes.kind is Kind.COUNT:
        return frozenset()
    least = least_cases(rule, volumes)
    sums = moving_sums([each.of for each in cases], rule.window)
    return frozenset(each.name for each, of in zip(told, sums, strict=True) if of < least)


def _volumes(
    rule: LevelRule, subject: Subject, told: Sequence[ClosedBucket], cases: Sequence[Cases]
) -> Volumes:
    """The volumes before the window, which may be the surge itself; of all where none is before."""
    end = len(told) - rule.window
    before = slice(max(0, end - REMEMBERED), end)
    spread = spread_of(rule, subject, told[before], cases[before])
    usual = before if end else slice(None)
    volumes = volumes_of(rule, subject.kind, told[usual], cases[usual], spread)
    return volumes._replace(limit=subject.limit(Fraction(rule.threshold)))


def _judged(rule: LevelRule, volumes: Volumes, cases: Sequence[Cases]) -> list[Episode]:
    detector = level_of(rule, volumes)
    if isinstance(detector, CountLimit):
        return detector.judged([each.hits for each in cases])
    return detector.judged([(each.hits, each.of) for each in cases])


def _verdict(
    rule: LevelRule, volumes: Volumes, found: Found, window: Sequence[Cases], stands: bool
) -> Verdict:
    if found.figure.value is None:
        return Verdict.NO_VALUE
    if volumes.kind is not Kind.COUNT and together(window).of < least_cases(rule, volumes):
        return Verdict.BELOW_MINIMUM
    if stands:
        return Verdict.BROKEN
    past = rule.direction * (found.figure.value - Fraction(rule.threshold)) > 0
    return Verdict.NOT_CERTAIN if past else Verdict.WITHIN_LIMIT
