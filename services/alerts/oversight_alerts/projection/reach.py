"""How far back a rule looks: its window with the history that tells its spread, or a baseline."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import counted_forces
from oversight_contracts.definitions.models.rules import (
    IndicatorRule,
    MilestoneRule,
    SpecialCauseRule,
    WindowRule,
)
from oversight_contracts.definitions.spans import YEAR

# So many buckets tell how much a level varies: what is usual changes, and a season has no part.
REMEMBERED = 91
# A balance is made up of all that came and went; no force's system holds anything older.
FIRST_RECORDS = date(1990, 1, 1)


@dataclass(frozen=True)
class Reach:
    """A length of time up to now, or the time since a day, where that is longer."""

    span: timedelta
    since: date | None = None

    def first_day(self, today: date) -> date:
        """The first day that is looked at."""
        back = today - self.span
        return back if self.since is None else min(back, self.since)

    def and_of(self, other: "Reach | None") -> "Reach":
        """The longer of both."""
        if other is None:
            return self
        days = [each for each in (self.since, other.since) if each is not None]
        return Reach(max(self.span, other.span), min(days, default=None))


def reach_of(catalogue: Catalogue, rule: IndicatorRule) -> Reach:
    """How far back a rule needs totals.

    A rule that is held against a baseline needs them from its first one on, and of a balance all;
    so does a process chart of a force without one: its first points on record set its limits.
    A milestone needs its period, and a year before it that tells how much months vary.
    """
    if isinstance(rule, WindowRule):
        return Reach((rule.window + REMEMBERED) * rule.length + rule.grace)
    if isinstance(rule, MilestoneRule):
        return Reach(YEAR, min(_planned(catalogue, rule), default=None))
    starts = [each.since for each in catalogue.baselines if rule.id in each.rules]
    if starts and catalogue.indicators[rule.indicator].is_balance:
        starts.append(FIRST_RECORDS)
    if isinstance(rule, SpecialCauseRule) and not _is_set_everywhere(catalogue, rule):
        starts.append(FIRST_RECORDS)
    return Reach(2 * rule.length + rule.grace, min(starts, default=None))


def _is_set_everywhere(catalogue: Catalogue, rule: SpecialCauseRule) -> bool:
    """True where every force that a rule looks at has a baseline for it."""
    known = {each.force for each in catalogue.baselines if rule.id in each.rules}
    forces = [rule.force] if rule.force else counted_forces(catalogue.forces)
    return known.issuperset(forces)


def _planned(catalogue: Catalogue, rule: MilestoneRule) -> Iterator[date]:
    for area in rule.areas:
        planned = rule.planned(catalogue.plans, area)
        if planned is not None:
            yield planned.period.start - YEAR
            if planned.baseline is not None:
                yield planned.baseline.start
