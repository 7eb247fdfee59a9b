"""Arrivals in memory: what came by hour, of each feed and of its parts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from oversight_contracts.facts.arrivals import Arrivals

# Five weeks tell what is usual of each hour of the week; for three more a feed may be away.
RETENTION = timedelta(weeks=8)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Feed(NamedTuple):
    """What comes from a source, or the part of it of a force, a kind of record and a stage.

    What is empty stands for all of it.
    """

    source: str
    force: str = ""
    kind: str = ""
    stage: str = ""

    @property
    def wider(self) -> Iterator["Feed"]:
        """The feeds that this is a part of, the narrowest first."""
        for length in range(len([each for each in self if each]) - 1, 0, -1):
            yield Feed(*self[:length])

    def is_part_of(self, wider: "Feed") -> bool:
        """Whether it is narrower than ``wider``, and of it."""
        return self != wider and all(
            theirs in ("", mine) for mine, theirs in zip(self, wider, strict=True)
        )


def hour_number(at: datetime) -> int:
    """Whole hours since 1970, UTC."""
    return (at - _EPOCH) // timedelta(hours=1)


@dataclass
class ArrivedHours:
    """Hours by source; the later look at one wins."""

    _facts: dict[str, dict[str, Arrivals]] = field(default_factory=dict)
    _counts: dict[Feed, dict[int, int]] = field(default_factory=dict)

    def feeds(self) -> Mapping[Feed, Mapping[int, int]]:
        """How many revisions came by hour (whole hours since 1970), of each feed and its parts."""
        return self._counts

    def put(self, facts: Iterable[Arrivals]) -> None:
        """Take in what was read later."""
        for fact in facts:
            hours = self._facts.setdefault(fact.source, {})
            known = hours.get(fact.hour)
            if known is not None and fact.at <= known.at:
                continue
            if known is not None:
                self._add(known, -1)
            hours[fact.hour] = fact
            self._add(fact, 1)

    def prune(self, first: str) -> None:
        """Forget what lies before the hour ``first``."""
        for hours in self._facts.values():
            for name in [name for name in hours if name < first]:
                self._add(hours.pop(name), -1)

    def _add(self, fact: Arrivals, sign: int) -> None:
        hour = hour_number(fact.starts)
        for each in fact.counts:
            part = Feed(fact.source, *each.of)
            for feed in (part, *part.wider):
                counts = self._counts.setdefault(feed, {})
                counts[hour] = counts.get(hour, 0) + sign * each.events
                if not counts[hour]:
                    del counts[hour]
                if not counts:
                    del self._counts[feed]
