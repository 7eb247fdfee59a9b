"""The retention of totals and hours: those that rules use, as far back as any rule looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from oversight_alerts.projection import arrivals, reconciliations
from oversight_alerts.projection.silent_hours import BEFORE
from oversight_contracts.coverage import telling_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.facts.arrivals import FEED_PACE
from oversight_contracts.facts.reconciliation import UNACCOUNTED
from oversight_contracts.recorded_fields import STATED
from oversight_contracts.time_buckets import bucket_of_day
from oversight_contracts.windows import window_ending_now
from oversight_measures.periods.period import DAY

# Windows only move forward; two days are room for clocks that are set right.
MARGIN = timedelta(days=2)
# Whether a field is recorded is told by all months on record, of which there are few.
FOR_EVER = timedelta(days=36_500)
_OF_FEEDS = {UNACCOUNTED: reconciliations.RETENTION, FEED_PACE: arrivals.RETENTION}


def _telling(catalogue: Catalogue) -> dict[str, timedelta]:
    """The indicators of the kinds that rules judge, and the longest window of each.

    Hours are held against those of the days before.
    """
    found: dict[str, timedelta] = {}
    for rule in catalogue.rules.values():
        judged = catalogue.indicators[rule.indicator]
        kinds = telling_of(catalogue, judged)
        for name in (name for each in kinds for name in each.of_kind):
            hourly = judged.grain == catalogue.indicators[name].grain == "hour"
            # A longer window has whole days, and is judged by those.
            by_hours = hourly and rule.window < 2 * DAY
            span = rule.window + BEFORE if by_hours else rule.window
            found[name] = max(span, found.get(name, span))
    return {name: span for name, span in found.items() if span > DAY}


@dataclass(frozen=True)
class Retention:
    """The indicators that rules use, and the longest window of each."""

    catalogue: Catalogue
    spans: Mapping[str, timedelta]
    # The hash that decides what the totals mean.
    definitions: str
    # Of these the whole force is kept alone: they tell on which days there are records of a kind.
    telling: frozenset[str] = frozenset()

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Retention":
        """The retention that the rules of ``catalogue`` need."""
        spans: dict[str, timedelta] = {}
        for rule in catalogue.rules.values():
            spans[rule.indicator] = max(rule.window, spans.get(rule.indicator, rule.window))
        telling = _telling(catalogue)
        kept = {name: max(span, telling.get(name, span)) for name, span in spans.items()}
        kept = {**telling, **kept, **_OF_FEEDS, STATED: FOR_EVER}
        return cls(catalogue, kept, catalogue.counting_hash, frozenset(telling.keys() - spans))

    @property
    def signature(self) -> dict[str, int]:
        """Indicator to seconds, as stored beside the position."""
        return {name: int(span.total_seconds()) for name, span in self.spans.items()}

    def within(self, stored: Mapping[str, int]) -> bool:
        """True where a stored retention is enough; if not, the log must be read again."""
        return all(stored.get(name, 0) >= span for name, span in self.signature.items())

    def horizons(self, now: datetime) -> dict[str, str]:
        """The first bucket worth keeping, by indicator."""
        return {name: self._horizon(name, span, now) for name, span in self.spans.items()}

    def _horizon(self, name: str, span: timedelta, now: datetime) -> str:
        if name == STATED:
            return ""
        if name in _OF_FEEDS:
            return bucket_of_day((now - span).date() - MARGIN)
        window = window_ending_now(self.catalogue, self.catalogue.indicators[name], span, now)
        # The name of a day sorts before those of its hours, so one form serves both grains.
        return bucket_of_day(date.fromisoformat(window.first[:10]) - MARGIN)
