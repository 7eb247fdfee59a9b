"""What was accepted, and what it comes to when it is counted in one go, without the engine."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock

import orjson

from oversight_contracts.events.event import read_event
from oversight_contracts.facts.facts import SeriesKey
from oversight_indicators.contributions.compiler import Contributions
from oversight_local.client.change import Change, encode

Total = tuple[int, int, int, tuple[tuple[int, int], ...]]
"""``n``, ``of``, ``pending``, and counts by exact duration in order."""
TotalKey = tuple[SeriesKey, str]


@dataclass
class Ledger:
    """Every change that ingest answered with 202."""

    source: str
    changes: dict[str, Change] = field(default_factory=dict)
    events: int = 0
    _newest: dict[tuple[str, str], Change] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def accepted(self, changes: Iterable[Change]) -> None:
        """Note changes that got 202; the same one may be noted again."""
        with self._lock:
            for change in changes:
                self.events += 1
                self.changes[change.id] = change
                name = (change.kind, change.subject)
                known = self._newest.get(name)
                if known is None or known.revision < change.revision:
                    self._newest[name] = change

    @property
    def ids(self) -> set[str]:
        """The ids of all of them."""
        with self._lock:
            return set(self.changes)

    def totals(self, contributions: Contributions) -> dict[TotalKey, Total]:
        """Every total that is not zero: of each record its highest revision, added up."""
        sums: defaultdict[TotalKey, _Sum] = defaultdict(_Sum)
        for change in self._newest.values():
            event = read_event(orjson.loads(encode(change, self.source)), strict=True)
            if event.record is not None:
                for key, each in contributions.totals(event.kind, event.record).items():
                    sums[key].add(each.n, each.of, each.pending, each.values)
        return {key: each.total for key, each in sums.items() if each.total != NOTHING}


@dataclass
class _Sum:
    n: int = 0
    of: int = 0
    pending: int = 0
    values: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, n: int, of: int, pending: int, values: Mapping[int, int]) -> None:
        self.n, self.of, self.pending = self.n + n, self.of + of, self.pending + pending
        for value, count in values.items():
            self.values[value] += count

    @property
    def total(self) -> Total:
        return self.n, self.of, self.pending, tuple(sorted(self.values.items()))


NOTHING: Total = (0, 0, 0, ())
