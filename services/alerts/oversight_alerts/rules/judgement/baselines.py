"""What was usual of a series: its dated baseline, and the volumes in it. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from oversight_alerts.rules.judgement.buckets import ClosedBucket, first_from
from oversight_alerts.rules.judgement.cases import Cases
from oversight_alerts.rules.judgement.spreads import spread_of
from oversight_alerts.rules.judgement.subjects import Subject
from oversight_alerts.rules.judgement.volumes import volumes_of
from oversight_contracts.definitions.baselines import Baseline, baseline_on, ended_by
from oversight_contracts.definitions.models.rules import BaselineRule
from oversight_contracts.detection import Volumes
from oversight_measures.spread.season import Season

# With less of its days on record a baseline tells nothing.
LEAST_PART = 0.7
NOT_SET = "no baseline is set for it"
R = TypeVar("R", bound=BaselineRule)


@dataclass(frozen=True)
class Measured:
    """What a baseline says of a series: its buckets, their volumes, and the season among them."""

    baseline: Baseline
    buckets: Sequence[ClosedBucket]
    volumes: Volumes
    season: Season

    def since(self, subject: Subject) -> list[ClosedBucket]:
        """The buckets after it that are on record."""
        kept = subject.area.buckets
        return [each for each in kept[first_from(kept, self.baseline.until) :] if not each.lacks]

    @property
    def nothing_since(self) -> str:
        """Says that there are none."""
        return f"nothing is on record since {self.baseline.until:%-d %B %Y}"


def measured_in(
    baseline: Baseline,
    rule: R,
    subject: Subject,
    too_few: Callable[[R, Subject, Sequence[Cases]], str],
) -> Measured | str:
    """The volumes of a series in its baseline, or why they tell nothing.

    ``too_few`` says why its buckets' cases are not enough; empty where they are.
    """
    kept = subject.area.buckets
    within = kept[first_from(kept, baseline.since) : first_from(kept, baseline.until)]
    # One that goes on beyond its end is no part of it.
    told = [each for each in within if each.period.end <= baseline.until and not each.lacks]
    days = sum(each.period.days for each in told)
    if not told or days < LEAST_PART * baseline.period.days:
        return "records of its baseline are missing"
    cases = [subject.cases(each) for each in told]
    if few := too_few(rule, subject, cases):
        return few
    spread = spread_of(rule, subject, told, cases)
    volumes = volumes_of(rule, subject.kind, told, cases, spread)
    return Measured(baseline, told, volumes, spread.season)


def baseline_of(rule: BaselineRule, subject: Subject) -> Baseline | str:
    """The baseline that holds for the newest bucket, or why there is none."""
    kept, area = subject.area.buckets, subject.area
    if not kept:
        return "no bucket is over"
    day = kept[-1].period.start
    found = baseline_on(area.catalogue.baselines, area.force, rule.id, day)
    if found is None:
        mine = (each for each in area.catalogue.baselines if each.force == area.force)
        if any(rule.id in each.rules for each in mine):
            return f"no {rule.bucket} after its baseline is over yet"
        return NOT_SET
    if ended := ended_by(found, area.indicator, day):
        return f"its baseline has ended: {ended}"
    return found
