"""The flows of a force in control, and the rules as watches over them. Pure.

In control is as in the baseline, where a rule of the series has one, else as before the window.
Series are drawn each by itself, but for rules on the same series, and the reference group, which
all groups of an area are held against. So that what rules share beyond that makes threads fewer,
never more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from oversight_contracts.definitions.models.rules import (
    BaselineRule,
    IndicatorRule,
    LevelRule,
    OutcomeDifferenceRule,
    thread_of,
)
from oversight_contracts.detection import Undetectable, Volumes, detector_of, least_cases
from oversight_local.rules.watched import NO_CASES, Watched
from oversight_measures.detectors.cusum import Cusum
from oversight_measures.detectors.flows import Cases, Events, Flow
from oversight_measures.detectors.shifts import CountShift
from oversight_measures.detectors.watches import Watch
from oversight_measures.spread.observed import Kind

DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91}
# A series with fewer events than this has none: nothing is drawn of it.
FEWEST = 1e-3
# Cases of one day cannot go together more than this.
MOST_CORRELATED = 0.9


@dataclass(frozen=True)
class Chances:
    """What is simulated: each watched series' watch by name, the flows, and what is mute."""

    watched: Mapping[str, Watched]
    watches: Sequence[Watch]
    flows: Sequence[Flow]
    mute: Sequence[Watched]

    def flows_of(self, watch: Watch) -> list[Flow]:
        """The flows that a watch counts."""
        counted = set(watch.counted)
        return [flow for flow in self.flows if counted & set(flow.names)]


def chances_of(watched: Iterable[Watched]) -> Chances:
    """The rules on their series, each with all that it needs to be simulated."""
    speaking: dict[str, Watched] = {}
    watches: list[Watch] = []
    mute: list[Watched] = []
    for each in watched:
        found = _watch(each)
        if isinstance(found, str):
            mute.append(each._replace(volumes=None, mute=found))
        else:
            speaking[each.name] = each
            watches.append(found)
    return Chances(speaking, watches, flows_of(list(speaking.values())), mute)


def flows_of(watched: Sequence[Watched]) -> list[Flow]:
    """What is drawn of all series, each once."""
    usual: dict[tuple[str, ...], Watched] = {}
    # A baseline says best what is usual.
    for each in sorted(watched, key=lambda one: not isinstance(one.rule, BaselineRule)):
        usual.setdefault(each.records, each)
    groups = [each for each in usual.values() if each.is_of_group]
    others = [each for each in usual.values() if not each.is_of_group]
    return [*map(_flow, others), *_group_flows(groups), *_reference_outcomes(watched)]


def day_correlation(rule: IndicatorRule, volumes: Volumes) -> float:
    """The correlation of a day's cases that gives buckets their dispersion."""
    if rule_days(rule) == 1:
        return min(volumes.correlation, MOST_CORRELATED)
    return min((volumes.dispersion - 1) / volumes.a_day, MOST_CORRELATED)


def rule_days(rule: IndicatorRule) -> int:
    """The days of a bucket."""
    return DAYS[rule.bucket]


def counted(watched: Watched) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of what is drawn that are its hits, and its misses."""
    name = "/".join(watched.records)
    volumes = watched.volumes
    if volumes is not None and volumes.kind is Kind.COUNT:
        return (name,), ()
    if watched.is_of_group:
        return (name,), (_reference(watched),)
    return (f"{name} hits",), (f"{name} misses",)


def outcomes_of_reference(watched: Watched) -> tuple[str, ...]:
    """The names of the reference group's hits and misses, of an outcome test."""
    if not watched.is_of_outcomes:
        return ()
    name = "/".join((*watched.records[:3], "reference outcomes"))
    return f"{name} hits", f"{name} misses"


def _reference(watched: Watched) -> str:
    return "/".join((*watched.records[:3], "reference group"))


def _watch(watched: Watched) -> Watch | str:
    """The watch of a rule on a series, or why it has none."""
    volumes = watched.volumes
    if volumes is None:
        return watched.mute or NO_CASES
    if watched.is_of_outcomes and not 0 < (volumes.reference_share or 0) < 1:
        return NO_CASES
    if volumes.a_day < FEWEST or (volumes.kind is not Kind.COUNT and not _is_share(volumes)):
        return NO_CASES
    if few := _too_few(watched.rule, volumes):
        return few
    try:
        detector = detector_of(watched.rule, volumes)
    except Undetectable as error:
        return str(error)
    days = rule_days(watched.rule)
    is_count = isinstance(detector, Cusum) and isinstance(detector.shift, CountShift)
    expected = (volumes.a_day * days,) if is_count else ()
    thread = f"{watched.force} {thread_of(watched.rule)}"
    others = outcomes_of_reference(watched)
    return Watch(watched.name, detector, *counted(watched), days, expected, thread, others)


def _too_few(rule: IndicatorRule, volumes: Volumes) -> str:
    """Why a level never has the cases that its rule asks for; empty where it has them."""
    if isinstance(rule, OutcomeDifferenceRule):
        a_day = min(volumes.a_day, volumes.reference_a_day or 0.0)
        volumes, least = volumes._replace(a_day=a_day), rule.minimum
    elif not isinstance(rule, LevelRule) or volumes.kind is Kind.COUNT:
        return ""
    else:
        least = least_cases(rule, volumes)
    cases = volumes.a_day * rule.window * rule_days(rule)
    if cases >= least:
        return ""
    return f"about {cases:.0f} cases in its {rule.window} {rule.bucket}s, fewer than {least}"


def _is_share(volumes: Volumes) -> bool:
    return volumes.share is not None and 0 < volumes.share < 1


def _flow(watched: Watched) -> Flow:
    volumes, (hits, misses) = watched.volumes, counted(watched)
    assert volumes is not None
    if volumes.kind is Kind.COUNT:
        return Events(hits[0], (volumes.a_day,), volumes.dispersion)
    assert volumes.share is not None
    correlation = day_correlation(watched.rule, volumes)
    return Cases(hits[0], misses[0], (volumes.a_day,), volumes.share, correlation)


def _reference_outcomes(watched: Sequence[Watched]) -> list[Flow]:
    """The cases of the reference group of each outcome test's area, drawn once."""
    found: dict[tuple[str, ...], Flow] = {}
    for each in watched:
        volumes, names = each.volumes, outcomes_of_reference(each)
        if not names or volumes is None or not volumes.reference_a_day:
            continue
        a_day, share = volumes.reference_a_day, volumes.reference_share
        # As in the group, the cases of a bucket go together, by as much in its days together.
        of = max(0.0, a_day * rule_days(each.rule) - 1)
        correlation = min(of * volumes.correlation / a_day, MOST_CORRELATED)
        assert share is not None
        hits, misses = names
        found.setdefault(names, Cases(hits, misses, (a_day,), share, correlation))
    return list(found.values())


def _group_flows(watched: Sequence[Watched]) -> list[Flow]:
    """The events of each group, and of the reference group of each area, which is drawn once.

    Negative binomial counts of one scale `D - 1` make a beta-binomial share, of the correlation c
    where `(m1 + m2) / (D - 1) = 1 / c - 1`. The reference group has the mean of its groups' scales,
    so each group has what its ratio varies by beyond that.
    """
    found: list[Flow] = []
    for reference in dict.fromkeys(map(_reference, watched)):
        own = [each for each in watched if _reference(each) == reference]
        reference_mean = fmean(_of_reference(each) for each in own)
        means = {each.name: reference_mean * _odds(each) for each in own}
        scales = {each.name: _dispersion(each, means[each.name] + reference_mean) for each in own}
        reference_scale = fmean(scales.values())
        found.append(Events(reference, (reference_mean,), reference_scale))
        for each in own:
            events = means[each.name]
            # The log ratio varies by D1 / m1 + D2 / m2.
            over = events / reference_mean
            scale = scales[each.name] * (1 + over) - reference_scale * over
            found.append(Events(counted(each)[0][0], (events,), max(1.0, scale)))
    return found


def _of_reference(watched: Watched) -> float:
    """The events a day of a reference group."""
    assert watched.volumes is not None
    return watched.volumes.a_day / (1 + _odds(watched))


def _odds(watched: Watched) -> float:
    """The events of a group over those of its reference group: its ratio stays as it is told."""
    assert watched.volumes is not None
    assert watched.volumes.share is not None
    return watched.volumes.share / (1 - watched.volumes.share)


def _dispersion(watched: Watched, events: float) -> float:
    """The dispersion of both counts that gives their share its correlation."""
    assert watched.volumes is not None
    correlation = day_correlation(watched.rule, watched.volumes)
    return 1 + events * correlation / (1 - correlation)
