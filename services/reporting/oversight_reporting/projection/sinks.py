"""Turns the fact and alert topics into this service's own tables."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

import orjson

from oversight_contracts.facts.episode import EpisodeFact
from oversight_contracts.facts.facts import Cut, Fact, read_fact
from oversight_contracts.topics import ALERTS, FACTS
from oversight_reporting.metrics import Metrics
from oversight_reporting.projection.buffer import Application, FactBuffer
from oversight_reporting.projection.follower import Ending, Reading

KINDS = ("total", "cut", "reconciliation", "statement")
Confirm = Callable[[], Awaitable[None]]
Records = Sequence[tuple[int, bytes | None]]


class Store(Protocol):
    """What the projection writes to. Both writes raise ``PositionMoved``."""

    async def reading(self, topic: str) -> Reading: ...

    async def last_cut(self) -> Cut | None: ...

    async def apply(self, application: Application, seen: Reading, log: str) -> None: ...

    async def keep_episodes(
        self, episodes: Sequence[EpisodeFact], next_offset: int, seen: Reading, log: str
    ) -> None: ...


class DefinitionsChanged(Ending):
    """The figures have moved on to definitions that this process has not read."""


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
        self._seen = Reading(None, 0)
        self._buffer = FactBuffer(None, 0)

    async def begin(self, log: str) -> int:
        """Continue the stored log, or read another one from 0."""
        self._log = log
        self._seen = await self._store.reading(FACTS.name)
        cut = await self._store.last_cut()
        offset = self._seen.next_offset if self._seen.log == log else 0
        self._buffer = FactBuffer(cut.generation if cut else None, offset)
        self._note(cut)
        return offset

    async def take(self, records: Records, confirm: Confirm) -> None:
        """Hold the totals; at the last cut among ``records`` apply them.

        Raises ``DefinitionsChanged`` once figures of other definitions have taken the place of
        those that were shown: started again, the process reads the definitions of now.
        """
        application = self._buffer.take((offset, _fact(value)) for offset, value in records)
        if application is None:
            return
        await confirm()
        await self._store.apply(application, self._seen, self._log)
        self._seen = Reading(self._log, application.next_offset)
        self._metrics.facts.inc(len(application.totals))
        self._note(application.cut)

    def _note(self, cut: Cut | None) -> None:
        if cut is None:
            return
        self._metrics.note_cut(cut.at)
        before, self._shown = self._shown, cut.definitions
        if before == self._definitions != cut.definitions:
            raise DefinitionsChanged(
                "the figures are counted under other definitions now than this process has read; "
                "it has to be started again"
            )


class EpisodeSink:
    """Keeps each episode as its highest revision says."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._log = ""
        self._seen = Reading(None, 0)

    async def begin(self, log: str) -> int:
        """Continue the stored log, or read another one from 0."""
        self._log = log
        self._seen = await self._store.reading(ALERTS.name)
        return self._seen.next_offset if self._seen.log == log else 0

    async def take(self, records: Records, confirm: Confirm) -> None:
        """Write what ``records`` say, the newest of each episode."""
        await confirm()
        episodes: dict[str, EpisodeFact] = {}
        for _, value in records:
            if value is not None:
                episode = EpisodeFact.model_validate_json(value)
                known = episodes.get(episode.id)
                if known is None or episode.revision >= known.revision:
                    episodes[episode.id] = episode
        end = records[-1][0] + 1
        await self._store.keep_episodes(list(episodes.values()), end, self._seen, self._log)
        self._seen = Reading(self._log, end)


def _fact(value: bytes | None) -> Fact | None:
    """A fact; None for a tombstone or a kind of fact that a newer publisher writes."""
    if value is None:
        return None
    # Most facts are written kind first, which is cheaper to see than to decode.
    known = value.startswith((b'{"fact":"total"', b'{"fact":"cut"'))
    if not known and orjson.loads(value).get("fact") not in KINDS:
        return None
    return read_fact(value)
