"""The question of a plan: is a figure on its course to the level of its milestone? Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate
from typing import Any

from oversight_alerts.rules import formatting
from oversight_alerts.rules.judgement.buckets import ClosedBucket
from oversight_alerts.rules.judgement.cases import Cases, together
from oversight_alerts.rules.judgement.spells import nothing_to_judge, observed, spells_of
from oversight_alerts.rules.judgement.spreads import in_unit, interval_of, spread_of
from oversight_alerts.rules.judgement.subjects import Subject
from oversight_alerts.rules.judgement.volumes import volumes_of
from oversight_alerts.rules.observation import Observation, PathPoint, Spell
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.definitions.models.plans import PlannedMilestone
from oversight_contracts.definitions.models.rules import MilestoneRule
from oversight_contracts.detection import Volumes, course_of
from oversight_contracts.windows import buckets_of
from oversight_measures.detectors.courses import FROM_PART
from oversight_measures.periods.period import DAY
from oversight_measures.spread.observed import Kind

# A milestone that was missed is told of for so long, and is then for the next plan.
TOLD_FOR = timedelta(days=92)


@dataclass(frozen=True)
class Course:
    """A milestone with its level in the indicator's unit, and the buckets of its period so far."""

    planned: PlannedMilestone
    aim: Fraction
    buckets: Sequence[ClosedBucket]

    @property
    def part(self) -> Fraction:
        """How much of the period's days have passed."""
        passed = sum(each.period.days for each in self.buckets)
        return Fraction(passed, self.planned.period.days)


def observe_course(rule: MilestoneRule, subject: Subject) -> Observation:
    """The figure of a plan's period so far, held against where it has to be by now."""
    course = _course(rule, subject)
    if isinstance(course, str):
        return nothing_to_judge(subject, course, Verdict.NO_BASELINE)
    cases = [subject.cases(each) for each in course.buckets]
    # A year is twelve months: those before it tell how much months vary as well.
    kept = [each for each in subject.area.buckets if not each.lacks]
    known = [subject.cases(each) for each in kept]
    spread = spread_of(rule, subject, kept, known)
    volumes = volumes_of(rule, subject.kind, course.buckets, cases, spread)
    limit = subject.limit(course.aim)
    if subject.kind is not Kind.COUNT and not 0 < limit < 1:
        return nothing_to_judge(subject, "its level is no share", Verdict.NO_BASELINE)
    volumes = volumes._replace(limit=limit)
    detector = course_of(rule, volumes, course.planned.period.days)
    spells = spells_of(detector.judged(_counted(subject, course, cases)), course.buckets)
    return _observation(rule, subject, course, cases, volumes, spells)


def _course(rule: MilestoneRule, subject: Subject) -> Course | str:
    """The course of a series, or why there is none."""
    area = subject.area
    planned = rule.planned(area.catalogue.plans, area.area)
    if planned is None:
        return "its plan sets nothing here"
    if not area.buckets:
        return "no bucket is over"
    period, last = planned.period, area.buckets[-1].period
    if last.end > period.end + TOLD_FOR:
        return f"its period ended on {_day(period.end - DAY)}"
    within = [e for e in area.buckets if period.start <= e.period.start < period.end]
    if not within:
        return f"no {rule.bucket} of its period, from {_day(period.start)}, is over"
    if any(each.lacks for each in within):
        return "days of its period have no records"
    aim = _aim(subject, planned)
    if aim is None:
        return "no level is set, or what it is a change on is not known"
    course = Course(planned, aim, within)
    if course.part < FROM_PART:
        return "less than a quarter of its period is over"
    return course


def _aim(subject: Subject, planned: PlannedMilestone) -> Fraction | None:
    """The level in the indicator's unit."""
    indicator, baseline = subject.area.indicator, None
    if planned.baseline is not None:
        # Of a period without records nothing is known, not that there was nothing.
        baseline = subject.found(buckets_of(indicator, planned.baseline)).figure.value or None
    return planned.level(baseline, indicator.scale)


def _counted(subject: Subject, course: Course, cases: Sequence[Cases]) -> list[Any]:
    """What a detector takes: events and days, or hits, cases and days."""
    pairs = zip(course.buckets, cases, strict=True)
    if subject.kind is Kind.COUNT:
        return [(each.hits, bucket.period.days) for bucket, each in pairs]
    return [(each.hits, each.of, bucket.period.days) for bucket, each in pairs]


def _observation(
    rule: MilestoneRule,
    subject: Subject,
    course: Course,
    cases: Sequence[Cases],
    volumes: Volumes,
    spells: tuple[Spell, ...],
) -> Observation:
    lasts = bool(spells) and spells[-1].ended is None
    found = subject.found_over(course.buckets)
    bounds = interval_of(volumes, cases, rule.confidence)
    found = found._replace(figure=replace(found.figure, interval=in_unit(subject, bounds)))
    verdict = Verdict.BROKEN if lasts else Verdict.WITHIN_LIMIT
    if found.figure.value is None:
        verdict = Verdict.NO_VALUE
    elif subject.kind is not Kind.COUNT and together(cases).of < rule.minimum:
        verdict = Verdict.BELOW_MINIMUM
    due = course.aim * (course.part if subject.kind is Kind.COUNT else 1)
    return replace(
        observed(subject, course.buckets, found, verdict),
        limit=due,
        cause=_words(subject, course),
        first=course.buckets[0].name,
        spells=spells,
        too_few=_below_minimum(rule, subject, course, cases),
        path=_path(subject, course, cases) if lasts else (),
        volumes=volumes,
    )


def _below_minimum(
    rule: MilestoneRule, subject: Subject, course: Course, cases: Sequence[Cases]
) -> frozenset[str]:
    """The buckets by which the period had fewer cases than the rule needs; of a count none."""
    if subject.kind is Kind.COUNT:
        return frozenset()
    so_far = accumulate(each.of for each in cases)
    pairs = zip(course.buckets, so_far, strict=True)
    return frozenset(bucket.name for bucket, of in pairs if of < rule.minimum)


def _words(subject: Subject, course: Course) -> str:
    """What the figure is held against: the course of a count, a share's level, or the milestone."""
    period, plan = course.planned.period, course.planned.plan
    by = f"{_day(period.end - DAY)} ({plan.title}, {course.planned.set.row})"
    if course.part >= 1:
        return f"the milestone that was set for {by}"
    if subject.kind is not Kind.COUNT:
        return f"the milestone that is set for {by}"
    aim = formatting.amount(subject.area.indicator, course.aim)
    return f"where it has to be by now for {aim} by {by}"


def _path(subject: Subject, course: Course, cases: Sequence[Cases]) -> tuple[PathPoint, ...]:
    """The figure of the period so far, after each of its buckets."""
    points = []
    for at, bucket in enumerate(course.buckets):
        so_far = together(cases[: at + 1])
        level = so_far.hits if subject.kind is Kind.COUNT else so_far.hits / (so_far.of or 1)
        points.append(PathPoint(bucket.name, subject.value(level)))
    return tuple(points)


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"
