"""The retention of totals and hours: those that rules use, as far back as any rule looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from oversight_alerts.projection import arrivals, reconciliations
from oversight_alerts.projection.reach import Reach, reach_of
from oversight_contracts.coverage import telling_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.facts.arrivals import FEED_PACE
from oversight_contracts.facts.reconciliation import UNACCOUNTED
from oversight_contracts.recorded_fields import STATED
from oversight_contracts.time_buckets import bucket_of_day
from oversight_measures.periods.period import london_day

# Windows only move forward; two days are room for clocks that are set right.
MARGIN = timedelta(days=2)
# Whether a field is recorded is told by all months on record, of which there are few.
FOR_EVER = timedelta(days=36_500)
_OF_FEEDS = {UNACCOUNTED: reconciliations.RETENTION, FEED_PACE: arrivals.RETENTION}


def _reaches(catalogue: Catalogue) -> tuple[dict[str, Reach], dict[str, Reach]]:
    """How far back the indicators of rules are needed, and those that tell days of their kinds.

    Hours are held against those of the days before.
    """
    judged: dict[str, Reach] = {}
    telling: dict[str, Reach] = {}
    for rule in catalogue.rules.values():
        reach, indicator = reach_of(catalogue, rule), catalogue.indicators[rule.indicator]
        judged[rule.indicator] = reach.and_of(judged.get(rule.indicator))
        for each in telling_of(catalogue, indicator):
            for name in each.of_kind:
                telling[name] = reach.and_of(telling.get(name))
    return judged, telling


@dataclass(frozen=True)
class Retention:
    """The indicators that rules use, and how far back each is needed."""

    catalogue: Catalogue
    reaches: Mapping[str, Reach]
    # The hash that decides what the totals mean.
    definitions: str
    # Of these the whole force is kept alone: they tell on which days there are records of a kind.
    telling: frozenset[str] = frozenset()

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Retention":
        """The retention that the rules of ``catalogue`` need."""
        judged, telling = _reaches(catalogue)
        kept = {name: reach.and_of(telling.get(name)) for name, reach in judged.items()}
        built_in = {name: Reach(span) for name, span in _OF_FEEDS.items()}
        alone = frozenset(telling.keys() - judged)
        kept = {**telling, **kept, **built_in, STATED: Reach(FOR_EVER)}
        return cls(catalogue, kept, catalogue.counting_hash, alone)

    @property
    def signature(self) -> dict[str, int]:
        """Indicator to seconds, and to the day it is kept from, as stored beside the position."""
        spans = {name: int(each.span.total_seconds()) for name, each in self.reaches.items()}
        # An earlier day is more, as a longer span is.
        days = {
            f"{name} since": date.max.toordinal() - each.since.toordinal()
            for name, each in self.reaches.items()
            if each.since is not None
        }
        return {**spans, **days}

    def within(self, stored: Mapping[str, int]) -> bool:
        """True where a stored retention is enough; if not, the log must be read again."""
        return all(stored.get(name, 0) >= span for name, span in self.signature.items())

    def horizons(self, now: datetime) -> dict[str, str]:
        """The first bucket worth keeping, by indicator."""
        return {name: self._horizon(name, reach, now) for name, reach in self.reaches.items()}

    def _horizon(self, name: str, reach: Reach, now: datetime) -> str:
        if name == STATED:
            return ""
        if name in _OF_FEEDS:
            return bucket_of_day((now - reach.span).date() - MARGIN)
        # The name of a day sorts before those of its hours, so one form serves both grains.
        return bucket_of_day(reach.first_day(london_day(now)) - MARGIN)
