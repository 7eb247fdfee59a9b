"""A simulated force, and its figures from the real contributions and rules."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.observe import observe
from oversight_contracts.coverage import Telling, counted_days, days_of_kind
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.facts.facts import SeriesKey, Total
from oversight_contracts.recorded_fields import STATED, Months, months_by_field
from oversight_contracts.records.kinds import KINDS
from oversight_contracts.time_buckets import day_of_bucket
from oversight_contracts.windows import BucketRange
from oversight_indicators.contributions.compiler import Contributions
from oversight_local.client.change import Change
from oversight_local.simulate.delivery import deliveries
from oversight_local.simulate.scenario import SimulationSettings
from oversight_measures.coverage import RecordDays


class Sums:
    """The totals of what is known of each record."""

    def __init__(self, catalogue: Catalogue, changes: Iterable[Change]) -> None:
        self._totals: defaultdict[SeriesKey, dict[str, Total]] = defaultdict(dict)
        self._days: dict[SeriesKey, dict[date, Total]] = {}
        judged = {rule.indicator for rule in catalogue.rules.values()}
        indicators = {name: catalogue.indicators[name] for name in judged}
        contributions = Contributions(replace(catalogue, indicators=indicators))
        for change in newest(changes).values():
            if change.verb == "recorded":
                record = KINDS[change.kind].model_validate(change.data)
                for (series, bucket), total in contributions.totals(change.kind, record).items():
                    self._totals[series].setdefault(bucket, Total()).add(total)

    def total(self, series: SeriesKey, window: BucketRange) -> Total:
        result = Total()
        for bucket, total in self._totals[series].items():
            if bucket in window:
                result.add(total)
        return result

    def days(self, series: SeriesKey) -> Mapping[date, Total]:
        if series not in self._days:
            days = self._days[series] = {}
            for bucket, total in self._totals.get(series, {}).items():
                days.setdefault(day_of_bucket(bucket), Total()).add(total)
        return self._days[series]

    def breakdowns(self, indicator: str, force: str, area: str) -> Iterator[str]:
        """None: nothing is explained."""
        yield from ()

    def record_days(self, telling: Telling, force: str) -> RecordDays | None:
        of_kind, on_date = (
            self._counted(names, force) for names in (telling.of_kind, telling.on_date)
        )
        dated = counted_days(on_date) if on_date else None
        return days_of_kind(telling.kind, counted_days(of_kind), dated) if of_kind else None

    def record_hours(self, telling: Telling, force: str) -> Mapping[str, int]:
        return {b: n for b, n in self._counted(telling.of_kind, force) if "T" in b}

    def stated_fields(self, force: str, kind: str) -> Mapping[str, Months]:
        return months_by_field(
            (series.by, bucket, total.n)
            for series, buckets in self._totals.items()
            if (series.indicator, series.force) == (STATED, force)
            and series.by.startswith(f"{kind}=")
            for bucket, total in buckets.items()
        )

    def names_areas(self, indicator: str, force: str, window: BucketRange) -> bool:
        return True

    def _counted(self, indicators: Iterable[str], force: str) -> list[tuple[str, int]]:
        found = [self._totals.get(SeriesKey(name, force, "force"), {}) for name in indicators]
        return [(bucket, each.n + each.of) for known in found for bucket, each in known.items()]


def newest(changes: Iterable[Change]) -> Mapping[str, Change]:
    """The highest revision of each record, by id."""
    found: dict[str, Change] = {}
    for change in changes:
        before = found.get(change.subject)
        if before is None or before.revision < change.revision:
            found[change.subject] = change
    return found


def changes(setting: SimulationSettings, first: date, until: datetime) -> Iterator[Change]:
    return (each.change for each in deliveries(setting, first, until))


def readings(
    catalogue: Catalogue,
    setting: SimulationSettings,
    first: date,
    now: datetime,
    sent_until: datetime | None = None,
) -> dict[str, list[Observation]]:
    """The observations of every rule at ``now``, when what was sent before then is counted.

    ``sent_until`` is where it was sent no longer than that.
    """
    sums = Sums(catalogue, changes(setting, first, sent_until or now))
    return {
        name: list(observe(catalogue, rule, sums, now)) for name, rule in catalogue.rules.items()
    }
