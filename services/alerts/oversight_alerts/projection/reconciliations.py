"""Hours of sources in memory, each as it was last compared."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from oversight_contracts.facts.reconciliation import Reconciliation

# Two weeks tell how often a feed is heard of; a third is room for those that are not any more.
RETENTION = timedelta(days=21)


@dataclass
class ReconciledHours:
    """Reconciled hours by source and hour; the later comparison wins."""

    _sources: dict[str, dict[str, Reconciliation]] = field(default_factory=dict)

    def by_source(self) -> Iterator[tuple[str, list[Reconciliation]]]:
        """Pairs of a source and its hours in order, for sources that have any."""
        for source in sorted(self._sources):
            hours = self._sources[source]
            if hours:
                yield source, [hours[name] for name in sorted(hours)]

    def put(self, hours: Iterable[Reconciliation]) -> None:
        """Take in what was compared later."""
        for each in hours:
            held = self._sources.setdefault(each.source, {})
            known = held.get(each.hour)
            if known is None or each.at > known.at:
                held[each.hour] = each

    def prune(self, first: str) -> None:
        """Forget what lies before the hour ``first``."""
        for hours in self._sources.values():
            for name in [name for name in hours if name < first]:
                del hours[name]
