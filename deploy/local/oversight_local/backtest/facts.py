"""The newest totals of a force, read from the fact topic from its beginning to its end."""

from collections.abc import Collection
from dataclasses import dataclass, field

from oversight_contracts.facts.facts import Cut, TotalFact, read_fact
from oversight_local.failure import Failure
from oversight_projection.sink import Record
from oversight_projection.topic_log import TopicLog

NOTHING_COUNTED = "nothing has been counted on this stack yet"


@dataclass
class NewestTotals:
    """The totals of one force and of some indicators, of each generation the newest."""

    force: str
    indicators: Collection[str]
    cut: Cut | None = None
    _generations: dict[int, dict[bytes, TotalFact]] = field(default_factory=dict)

    def take(self, records: Collection[Record]) -> None:
        """Take in records of the topic, in order."""
        for record in records:
            if record.value is None:
                continue
            if record.key == b"cut":
                self._show(read_fact(record.value))
            elif self._is_wanted(record.key):
                self._hold(read_fact(record.value))

    @property
    def totals(self) -> list[TotalFact]:
        """Those that are shown. Raises ``Failure`` where none are yet."""
        if self.cut is None:
            raise Failure(NOTHING_COUNTED)
        return list(self._generations.get(self.cut.generation, {}).values())

    def _is_wanted(self, key: bytes | None) -> bool:
        parts = (key or b"").split(b"/", 3)
        if len(parts) < 4 or parts[0] != b"total":
            return False
        return parts[2].decode() == self.force and parts[1].decode() in self.indicators

    def _hold(self, fact: object) -> None:
        assert isinstance(fact, TotalFact)
        held = self._generations.setdefault(fact.generation, {})
        known = held.get(fact.key)
        if known is None or fact.revision > known.revision:
            held[fact.key] = fact

    def _show(self, fact: object) -> None:
        assert isinstance(fact, Cut)
        newest = self.cut is None or fact.generation >= self.cut.generation
        if fact.complete and newest:
            self.cut = fact


async def read_totals(log: TopicLog, force: str, indicators: Collection[str]) -> NewestTotals:
    """What the topic holds now of a force and some indicators."""
    found = NewestTotals(force, indicators)
    await log.open()
    try:
        await log.end()
        await log.seek(0)
        while log.behind():
            found.take(await log.read())
    finally:
        await log.close()
    return found
