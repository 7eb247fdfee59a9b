"""Totals as they were known at a moment, which only moves on: of what had arrived by then."""

from collections import defaultdict, deque
from collections.abc import Iterable
from datetime import datetime

from oversight_alerts.projection.totals import TotalsStore
from oversight_contracts.facts.facts import SeriesKey, Total, TotalFact
from oversight_indicators.contributions.accumulator import DeltaAccumulator, total_by_name
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.events.model import DecodedEvent
from oversight_local.backtest.arrivals import Arrival


class TotalsAsThen(TotalsStore):
    """Counts events in the order of their arrival, the higher revision of a record each time."""

    def __init__(self, arrivals: Iterable[Arrival], contributions: Contributions) -> None:
        super().__init__()
        self._waiting = deque(arrivals)
        self._registry = contributions.registry
        self._known: dict[str, DecodedEvent] = {}
        self._sums: defaultdict[tuple[SeriesKey, str], Total] = defaultdict(Total)
        self._revisions: defaultdict[tuple[SeriesKey, str], int] = defaultdict(int)

    def advance(self, until: datetime) -> None:
        """Count what came before ``until``."""
        changes = DeltaAccumulator()
        while self._waiting and self._waiting[0].at < until:
            self._count(self._waiting.popleft().event, changes)
        for place, change in total_by_name(changes.deltas(), self._registry).items():
            self._sums[place].add(change)
            self._revisions[place] += 1
            self.put([_fact(*place, self._sums[place], self._revisions[place])])

    def _count(self, event: DecodedEvent, changes: DeltaAccumulator) -> None:
        before = self._known.get(event.key)
        if before is not None and event.revision <= before.revision:
            return
        self._known[event.key] = event
        old = None if before is None or before.removed else before.contributions
        new = None if event.removed else event.contributions
        if old is not None or new is not None:
            changes.change(old, new)


def _fact(series: SeriesKey, bucket: str, total: Total, revision: int) -> TotalFact:
    return TotalFact(
        generation=1,
        revision=revision,
        indicator=series.indicator,
        force=series.force,
        area=series.area,
        by=series.by,
        bucket=bucket,
        n=total.n,
        of=total.of,
        pending=total.pending,
        values=dict(total.values),
    )
