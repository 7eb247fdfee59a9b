"""The publisher: totals, statements and hours of sources as facts, and after them a cut.

What is behind and the offsets are read in one snapshot. Facts are durable before the cut is sent,
the cut before anything is marked; after a crash the same facts are sent once more, which changes
nothing for whoever applies the higher (generation, revision).
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

import asyncpg

from oversight_contracts.facts.facts import Cut, Position, TotalFact
from oversight_contracts.facts.reconciliation import Reconciliation
from oversight_indicators.contributions.london_time import bucket_name
from oversight_indicators.metrics import Metrics
from oversight_indicators.publish.fact_producer import FactProducer
from oversight_indicators.repository import Connection
from oversight_indicators.repository.arrivals import (
    ArrivalBacklog,
    mark_arrivals,
    read_arrivals,
)
from oversight_indicators.repository.durations import read_durations
from oversight_indicators.repository.generations import Generation, read_active
from oversight_indicators.repository.offsets import read_offsets
from oversight_indicators.repository.reconciliation import (
    mark_reconciliations,
    unpublished_reconciliations,
)
from oversight_indicators.repository.statements import (
    StatementBacklog,
    mark_statements,
    read_statements,
)
from oversight_indicators.repository.unpublished import (
    Backlog,
    all_totals,
    changed_totals,
    mark_published,
    published_log,
    read_backlog,
)
from oversight_runtime.postgres import bear_with_idle

CHUNK = 5_000
# What is read is sent meanwhile, and Kafka may be slow to take it.
SNAPSHOT_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Published:
    """The result of a round of publishing."""

    generation: int
    facts: int
    positions: tuple[Position, ...]


class TotalsPublisher:
    """Publishes over one connection, which is its own."""

    def __init__(
        self,
        connection: Connection,
        topic: str,
        facts: FactProducer,
        metrics: Metrics,
        now: Callable[[], datetime],
    ) -> None:
        self._connection = connection
        self._topic = topic
        self._facts = facts
        self._metrics = metrics
        self._now = now
        self._log: str | None = None
        self._last: Published | None = None

    async def publish(self) -> Published | None:
        """Send everything that is behind, then a cut; None where there was nothing to say.

        Raises ``KafkaUnavailable`` and the database's errors; it can be called again then.
        """
        began = perf_counter()
        async with self._connection.transaction(isolation="repeatable_read", readonly=True):
            await bear_with_idle(self._connection, SNAPSHOT_SECONDS)
            generation = await read_active(self._connection)
            if generation is None:
                return None
            backlog = await read_backlog(self._connection, generation.number)
            whole = await self._is_new(generation)
            positions = await self._positions()
            hours = await unpublished_reconciliations(self._connection, everything=whole)
            stated = await read_statements(self._connection, everything=whole)
            arrived = await read_arrivals(self._connection, self._now(), everything=whole)
            behind = backlog.totals or hours or stated.facts or arrived.facts
            if not (whole or behind or self._moved(generation, positions)):
                return None
            self._metrics.unpublished.set(len(backlog.totals))
            sent = await self._send_totals(generation, backlog, whole)
        await self._facts.send([*hours, *stated.facts, *arrived.facts])
        # A publisher that was paused has lost its session: its cut would take figures back. And one
        # that met a replay has seen tables emptied under its snapshot, for which none may vouch.
        if await read_active(self._connection) != generation:
            return None
        await self._cut(generation, positions)
        await self._mark(generation, backlog, stated, hours, arrived)
        self._metrics.publish_seconds.observe(perf_counter() - began)
        self._last = Published(generation.number, sent, positions)
        return self._last

    async def _is_new(self, generation: Generation) -> bool:
        """Whether the fact log does not hold the generation, so that all of it has to be sent."""
        if self._log is None:
            self._log = await self._facts.name()
        return await published_log(self._connection, generation.number) != self._log

    async def _positions(self) -> tuple[Position, ...]:
        reached = await read_offsets(self._connection, self._topic)
        return tuple(
            Position(partition=partition, log=each.log, offset=each.offset)
            for partition, each in reached.items()
        )

    def _moved(self, generation: Generation, positions: tuple[Position, ...]) -> bool:
        last = self._last
        return last is None or (last.generation, last.positions) != (generation.number, positions)

    async def _send_totals(self, generation: Generation, backlog: Backlog, whole: bool) -> int:
        sent = 0
        async for rows in self._chunks(generation, backlog, whole):
            facts = await asyncio.to_thread(_facts, generation.number, rows)
            await self._facts.send(facts)
            self._metrics.facts.inc(len(rows))
            sent += len(rows)
        return sent

    async def _chunks(
        self, generation: Generation, backlog: Backlog, whole: bool
    ) -> AsyncIterator[list[asyncpg.Record]]:
        if whole:
            async for rows in all_totals(self._connection, generation.number, CHUNK):
                yield rows
            return
        keys = sorted(backlog.totals)
        for start in range(0, len(keys), CHUNK):
            yield await changed_totals(
                self._connection, generation.number, keys[start : start + CHUNK]
            )

    async def _cut(self, generation: Generation, positions: tuple[Position, ...]) -> None:
        cut = Cut(
            generation=generation.number,
            complete=True,
            definitions=generation.definitions,
            positions=positions,
            at=self._now(),
        )
        await self._facts.send([cut])
        self._metrics.cuts.inc()
        self._metrics.cut_at.set(cut.at.timestamp())

    async def _mark(
        self,
        generation: Generation,
        backlog: Backlog,
        stated: StatementBacklog,
        hours: Sequence[Reconciliation],
        arrived: ArrivalBacklog,
    ) -> None:
        assert self._log is not None
        self._log = self._log.removesuffix(" (empty)")
        async with self._connection.transaction():
            await mark_published(self._connection, generation.number, self._log, backlog.ids)
            await mark_statements(self._connection, stated)
            await mark_reconciliations(self._connection, hours)
            await mark_arrivals(self._connection, arrived)
        self._metrics.unpublished.set(0)


def _facts(generation: int, rows: Iterable[asyncpg.Record]) -> list[TotalFact]:
    # Values come from our own tables: validating them again costs more than all the rest.
    return [
        TotalFact.model_construct(
            fact="total",
            generation=generation,
            revision=row["revision"],
            indicator=row["indicator"],
            force=row["force"],
            area=row["area"],
            by=row["breakdown"],
            bucket=bucket_name(row["bucket"], hourly=row["hourly"]),
            n=row["n"],
            of=row["of"],
            pending=row["pending"],
            values=read_durations(row["durations"]),
            arrived=row["arrived"],
            corrected=row["corrected"],
            removed=row["removed"],
        )
        for row in rows
    ]
