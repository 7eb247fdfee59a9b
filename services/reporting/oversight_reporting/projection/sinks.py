"""The sinks of the fact and alert topics: this service's own tables."""

from collections.abc import Sequence
from typing import Protocol

import orjson

from oversight_contracts.facts.episode import EpisodeFact
from oversight_contracts.facts.facts import Cut, Fact, read_fact
from oversight_contracts.log_position import NOTHING_READ, LogPosition
from oversight_contracts.topics import ALERTS, FACTS
from oversight_projection.buffer import Application, FactBuffer
from oversight_projection.sink import Confirm, Record, check_definitions
from oversight_reporting.metrics import Metrics

KINDS = ("total", "cut", "reconciliation", "statement")


class Store(Protocol):
    """The store of the projection. Both writes raise ``PositionMoved``."""

    async def position(self, topic: str) -> LogPosition: ...

    async def last_cut(self) -> Cut | None: ...

    async def apply(self, application: Application, seen: LogPosition, log: str) -> None: ...

    async def keep_episodes(
        self, episodes: Sequence[EpisodeFact], next_offset: int, seen: LogPosition, log: str
    ) -> None: ...


class FactSink:
    """Applies totals at cuts, in one transaction with the position.

    ``definitions`` is the hash of those that figures are explained with.
    """

    def __init__(self, store: Store, metrics: Metrics, definitions: str) -> None:
        self._store = store
        self._definitions = definitions
        self._shown = ""
        self._metrics = metrics
        self._log = ""
        self._seen = NOTHING_READ
        self._buffer = FactBuffer(None, 0, stages=True)

    async def begin(self, log: str, end: int) -> int:
        """Continue the stored log, or read another one from 0."""
        self._log = log
        self._seen = await self._store.position(FACTS.name)
        cut = await self._store.last_cut()
        offset = self._seen.resume_in(log, end)
        self._buffer = FactBuffer(cut.generation if cut else None, offset, stages=True)
        self._note(cut)
        return offset

    async def take(self, records: Sequence[Record], confirm: Confirm) -> bool:
        """Hold the totals; at the last cut among ``records`` apply them.

        Raises ``DefinitionsChanged`` once figures of other definitions have taken the place of
        those that were shown: started again, the process reads the definitions of now.
        """
        application = self._buffer.take((each.offset, _fact(each.value)) for each in records)
        if application is None:
            return False
        await confirm()
        await self._store.apply(application, self._seen, self._log)
        self._seen = LogPosition(self._log, application.next_offset)
        self._metrics.facts.inc(len(application.totals))
        self._note(application.cut)
        return True

    def _note(self, cut: Cut | None) -> None:
        if cut is None:
            return
        self._metrics.note_cut(cut.at)
        before, self._shown = self._shown, cut.definitions
        check_definitions(self._definitions, before, cut)


class EpisodeSink:
    """Keeps each episode as its highest revision says."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._log = ""
        self._seen = NOTHING_READ

    async def begin(self, log: str, end: int) -> int:
        """Continue the stored log, or read another one from 0."""
        self._log = log
        self._seen = await self._store.position(ALERTS.name)
        return self._seen.resume_in(log, end)

    async def take(self, records: Sequence[Record], confirm: Confirm) -> bool:
        """Write what ``records`` say, the newest of each episode."""
        if not records:
            return False
        await confirm()
        episodes: dict[str, EpisodeFact] = {}
        for record in records:
            if record.value is not None:
                episode = EpisodeFact.model_validate_json(record.value)
                known = episodes.get(episode.id)
                if known is None or episode.revision > known.revision:
                    episodes[episode.id] = episode
        end = records[-1].offset + 1
        await self._store.keep_episodes(list(episodes.values()), end, self._seen, self._log)
        self._seen = LogPosition(self._log, end)
        return True


def _fact(value: bytes | None) -> Fact | None:
    """A fact; None for a tombstone or a kind of fact that a newer publisher writes."""
    if value is None:
        return None
    # Most facts are written kind first, which is cheaper to see than to decode.
    known = value.startswith((b'{"fact":"total"', b'{"fact":"cut"'))
    if not known and orjson.loads(value).get("fact") not in KINDS:
        return None
    return read_fact(value)
