"""The detector of a rule on a series, from the volumes of the series: run, and simulated.

Pure. A threshold takes hundredths of a second, and changes with its baseline alone.
"""

from functools import lru_cache
from math import ceil
from typing import NamedTuple

from oversight_contracts.definitions.models.rules import (
    IndicatorRule,
    LevelRule,
    MilestoneRule,
    OutcomeDifferenceRule,
    ShiftRule,
    SpecialCauseRule,
)
from oversight_measures.detectors.courses import CountCourse, ShareCourse
from oversight_measures.detectors.cusum import Cusum
from oversight_measures.detectors.gaps import ShareGap
from oversight_measures.detectors.levels import CountLimit, ShareLimit, Side
from oversight_measures.detectors.process_charts import CountsChart, SharesChart
from oversight_measures.detectors.shifts import CountShift, ShareShift
from oversight_measures.periods.period import DAY
from oversight_measures.spread.observed import Kind

Drift = Cusum[int] | Cusum[float]
Level = ShareLimit | CountLimit
Chart = SharesChart | CountsChart
Course = ShareCourse | CountCourse


class Volumes(NamedTuple):
    """What a series is like as it runs, for what chance alone makes of it.

    ``a_day`` are its cases (of a count: its events), ``share`` the part of hits in them; None of a
    count and of no cases. ``dispersion`` is that of a bucket, ``correlation`` that of its cases,
    ``source`` says in words what the spread stands on. ``sizes`` are the deciles of a bucket's
    cases, of a count the days that buckets have. ``limit`` is what a level is held against, from 0
    to 1 or in events of a whole window, ``threshold`` that of a cumulative sum. The reference group
    of an outcome test has its own cases a day and share.
    """

    kind: Kind
    a_day: float
    dispersion: float
    source: str
    share: float | None = None
    correlation: float = 0.0
    sizes: tuple[int, ...] = ()
    limit: float | None = None
    threshold: float | None = None
    reference_a_day: float | None = None
    reference_share: float | None = None


class Undetectable(Exception):
    """Says why there is no detector: the shift that a rule looks for is none."""


def detector_of(rule: IndicatorRule, volumes: Volumes) -> Drift | Level | ShareGap | Chart:
    """The detector of a rule on a series. Raises ``Undetectable``."""
    if isinstance(rule, MilestoneRule):
        raise Undetectable("it is judged by the course of its plan's period, not by what is usual")
    if isinstance(rule, OutcomeDifferenceRule):
        return gap_of(rule, volumes)
    if isinstance(rule, SpecialCauseRule):
        return chart_of(rule, volumes)
    return level_of(rule, volumes) if isinstance(rule, LevelRule) else drift_of(rule, volumes)


def level_of(rule: LevelRule, volumes: Volumes) -> Level:
    """The fast detector. Raises ``ValueError`` where the volumes have no limit."""
    if volumes.limit is None:
        raise ValueError("volumes must have the limit of a level")
    worse: Side = "above" if rule.direction > 0 else "below"
    if volumes.kind is Kind.COUNT:
        return CountLimit(volumes.limit, worse, rule.window, volumes.dispersion, rule.confidence)
    least = least_cases(rule, volumes)
    return ShareLimit(
        volumes.limit, worse, rule.window, volumes.correlation, rule.confidence, least
    )


def gap_of(rule: OutcomeDifferenceRule, volumes: Volumes) -> ShareGap:
    """The detector of an outcome test. Raises ``ValueError`` where the volumes have no limit."""
    if volumes.limit is None:
        raise ValueError("volumes must have the limit of a level")
    worse: Side = "above" if rule.direction > 0 else "below"
    return ShareGap(
        volumes.limit, worse, rule.window, volumes.correlation, rule.confidence, rule.minimum
    )


def least_cases(rule: LevelRule, volumes: Volumes) -> int:
    """Of a group so many events are to be expected at the limit, whatever the others have."""
    if volumes.kind is Kind.RATIO and volumes.limit:
        return max(1, ceil(rule.minimum / volumes.limit))
    return rule.minimum


def drift_of(rule: ShiftRule, volumes: Volumes) -> Drift:
    """The slow detector. Raises ``Undetectable``."""
    times, run_length = float(rule.times), rule.once_in / rule.length
    if volumes.kind is Kind.COUNT:
        shift = CountShift(times, volumes.dispersion)
        expected = tuple(round(volumes.a_day * days, 6) for days in volumes.sizes)
        return Cusum(shift, _count_threshold(shift, expected, run_length))
    share = volumes.share
    if share is None or not 0 < share < 1:
        raise Undetectable("its baseline has none, or nothing else")
    shifted = shifted_share(volumes.kind, share, times)
    if not 0 < shifted < 1:
        raise Undetectable(f"{times:g} times its baseline is no share")
    of_share = ShareShift(share, shifted, volumes.correlation)
    return Cusum(of_share, _share_threshold(of_share, volumes.sizes, run_length))


def chart_of(rule: SpecialCauseRule, volumes: Volumes) -> Chart:
    """The process chart, with limits as the volumes of its baseline set them.

    Raises ``Undetectable``.
    """
    worse: Side = "above" if rule.direction > 0 else "below"
    if volumes.kind is Kind.COUNT:
        if not volumes.a_day:
            raise Undetectable("its baseline has no events")
        return CountsChart(volumes.a_day, worse, rule.length / DAY, volumes.dispersion)
    if volumes.share is None or not 0 < volumes.share < 1:
        raise Undetectable("its baseline has none, or nothing else")
    return SharesChart(volumes.share, worse, volumes.dispersion)


def course_of(rule: MilestoneRule, volumes: Volumes, days: int) -> Course:
    """The course over a period of so many days. Raises ``ValueError`` without a limit."""
    if volumes.limit is None:
        raise ValueError("volumes must have the limit of a course")
    worse: Side = "above" if rule.direction > 0 else "below"
    if volumes.kind is Kind.COUNT:
        return CountCourse(volumes.limit, worse, days, volumes.dispersion, rule.confidence)
    return ShareCourse(
        volumes.limit, worse, days, volumes.correlation, rule.confidence, rule.minimum
    )


def shifted_share(kind: Kind, share: float, times: float) -> float:
    """A share ``times`` as large; of a ratio of two counts, that of a ratio so many times it is."""
    if kind is Kind.SHARE:
        return share * times
    return share * times / (share * times + 1 - share)


@lru_cache(maxsize=4096)
def _share_threshold(shift: ShareShift, sizes: tuple[int, ...], run_length: float) -> float:
    # Read where it is needed: scipy takes a second, of every start of a service too.
    from oversight_measures.detectors.run_lengths import share_scores, threshold_for

    return threshold_for(share_scores(shift, sizes), run_length)


@lru_cache(maxsize=4096)
def _count_threshold(shift: CountShift, expected: tuple[float, ...], run_length: float) -> float:
    from oversight_measures.detectors.run_lengths import count_scores, threshold_for

    return threshold_for(count_scores(shift, expected), run_length)
