"""The composition root: builds the clients, hands them in, and has all parts run side by side."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.topics import EVENTS, FACTS, LARGEST_LETTER, TOPICS
from oversight_indicators.consume.decoder import Decoder
from oversight_indicators.consume.faust_worker import FaustWorker
from oversight_indicators.consume.log_identity import KafkaLog
from oversight_indicators.consume.partitions import AssignedPartitions
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.count.dead_letters import KafkaDeadLetterLog
from oversight_indicators.count.loop import Counting
from oversight_indicators.count.transaction import Transactions
from oversight_indicators.maintenance.backups import watch_backups
from oversight_indicators.maintenance.generation import ensure_generation, watch_generation
from oversight_indicators.metrics import Metrics
from oversight_indicators.publish.counted_areas import CountedAreasPublisher
from oversight_indicators.publish.fact_producer import KafkaFactProducer
from oversight_indicators.publish.loop import Publishing
from oversight_indicators.reconcile.log_reader import KafkaLogReader
from oversight_indicators.reconcile.loop import Reconciling
from oversight_indicators.repository.generations import Generation, may_count
from oversight_indicators.settings import MIGRATIONS, SCHEMA, IndicatorsSettings
from oversight_indicators.shutdown import end
from oversight_indicators.watchdog import Watchdog
from oversight_indicators.web.app import web_app
from oversight_runtime.clock import utc_now
from oversight_runtime.http.tokens import Tokens
from oversight_runtime.kafka.offsets import end_offsets
from oversight_runtime.kafka.producer import Publisher
from oversight_runtime.kafka.topics import TopicPlan, ensure_topics
from oversight_runtime.postgres import Pool, migrate, open_pool
from oversight_runtime.service import Failed

# A pause in what comes in is not its end before it has lasted so long.
QUIET_SECONDS = 0.03


@asynccontextmanager
async def serving(settings: IndicatorsSettings, failed: Failed) -> AsyncIterator[FastAPI]:
    """The application, while everything beside it is at work.

    ``failed`` is called with what has to end the process. Raises ``BrokenDefinitions`` and
    ``ConfigurationError``, and what keeps the service from starting.
    """
    catalogue, tokens = load_catalogue(settings.definitions), Tokens.load(settings.tokens)
    registry = CollectorRegistry()
    async with AsyncExitStack() as stack:
        pool = await _open_database(settings, stack)
        await _ensure_topics(settings)
        async with pool.acquire() as connection:
            generation = await ensure_generation(connection, catalogue.counting_hash, utc_now)
        service = _Service(settings, catalogue, generation, pool, registry, stack, failed)
        app = web_app(tokens, pool, service.reading, service.dead_letters, utc_now, registry)
        async with service.at_work():
            yield app


async def _open_database(settings: IndicatorsSettings, stack: AsyncExitStack) -> Pool:
    await migrate(settings.database, SCHEMA, MIGRATIONS)
    pool = await open_pool(settings.database, SCHEMA, size=8)
    stack.callback(pool.terminate)
    return pool


async def _ensure_topics(settings: IndicatorsSettings) -> None:
    plans = [TopicPlan(topic.name, topic.partitions, topic.config) for topic in TOPICS]
    await ensure_topics(settings.kafka_connection, plans, settings.kafka_replication)


class _Service:
    """The parts of one process, and their running side by side."""

    def __init__(
        self,
        settings: IndicatorsSettings,
        catalogue: Catalogue,
        generation: Generation,
        pool: Pool,
        registry: CollectorRegistry,
        stack: AsyncExitStack,
        failed: Failed,
    ) -> None:
        self._settings = settings
        self._pool = pool
        self._generation = generation
        self._failed = failed
        self._metrics = Metrics(registry)
        self._events = KafkaLog(settings.kafka_connection, EVENTS.name)
        self._partitions = AssignedPartitions(pool, EVENTS.name, self._events)
        self._faust = self._make_faust(stack)
        self.reading = self._faust.reading
        self.dead_letters = self._make_dead_letters(stack)
        self._counting = self._make_counting(catalogue, stack)
        self._publishing = self._make_publishing(catalogue, stack)
        self._reconciling = self._make_reconciling()
        self._watchdog = Watchdog(
            self._ends, self._stored, self._faust.held, self._paused, self._metrics, monotonic
        )

    def _make_faust(self, stack: AsyncExitStack) -> FaustWorker:
        settings = self._settings
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="oversight-"))
        return FaustWorker(
            settings.kafka_connection,
            EVENTS.name,
            self._partitions,
            Path(folder),
            settings.group_session_seconds,
            self._failed,
            settings.group_member,
        )

    def _make_dead_letters(self, stack: AsyncExitStack) -> Publisher:
        settings = self._settings
        publisher = Publisher(
            settings.kafka_connection, idempotent=settings.kafka_idempotence, largest=LARGEST_LETTER
        )
        stack.push_async_callback(publisher.stop)
        return publisher

    def _make_counting(self, catalogue: Catalogue, stack: AsyncExitStack) -> Counting:
        contributions = Contributions(catalogue)
        transactions = Transactions(
            self._pool,
            EVENTS.name,
            contributions,
            catalogue.counting_hash,
            KafkaDeadLetterLog(self.dead_letters),
            utc_now,
        )
        decoder = Decoder(catalogue, contributions)
        stack.push_async_callback(decoder.stop)
        return Counting(self._partitions, decoder, transactions, self._metrics, self._faust.reread)

    def _make_publishing(self, catalogue: Catalogue, stack: AsyncExitStack) -> Publishing:
        settings, queue = self._settings, self._partitions.queue
        facts = KafkaFactProducer(
            settings.kafka_connection, FACTS.name, idempotent=settings.kafka_idempotence
        )
        stack.push_async_callback(facts.stop)
        return Publishing(
            self._pool,
            EVENTS.name,
            facts,
            self._metrics,
            utc_now,
            partial(queue.wait_until_drained, QUIET_SECONDS),
            partial(queue.wait_for_less_than_bulk, QUIET_SECONDS),
            self._events,
            # By whichever producer is there: a record a generation.
            CountedAreasPublisher(catalogue.forces, catalogue.counting_hash, self.dead_letters),
        )

    def _make_reconciling(self) -> Reconciling:
        return Reconciling(
            self._pool,
            EVENTS.name,
            KafkaLogReader(self._settings.kafka_connection, EVENTS.name),
            self._metrics,
            utc_now,
            partial(self._partitions.queue.wait_until_drained, QUIET_SECONDS),
            self._settings.reconcile_seconds,
        )

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Run all parts beside what is entered; the first to end, which none should, ends all."""
        tasks = [asyncio.create_task(part) for part in self._parts()]
        for task in tasks:
            task.add_done_callback(self._ended)
        try:
            yield
        finally:
            for task in tasks:
                task.remove_done_callback(self._ended)
                task.cancel()
            await end(tasks, self._faust.stop)

    def _parts(self) -> list[Coroutine[Any, Any, None]]:
        return [
            self._counting.run(),
            self._publishing.run(),
            self._reconciling.run(),
            self._faust.watch_quiet_partitions(),
            self._watchdog.run(self._settings.watchdog_seconds),
            watch_generation(self._pool, self._generation, self._faust.reread),
            watch_backups(self._pool, self._metrics),
            self._read(),
        ]

    async def _read(self) -> None:
        await self._faust.start()
        await self._faust.wait_until_stopped()
        raise self._faust.crash_reason or RuntimeError("Faust stopped")

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        self._failed(error or RuntimeError(f"{task.get_name()} ended"))

    async def _ends(self) -> dict[int, int]:
        return await end_offsets(self._settings.kafka_connection, EVENTS.name)

    async def _stored(self) -> dict[int, int]:
        return {
            partition: each.offset for partition, each in (await self._partitions.stored()).items()
        }

    async def _paused(self) -> bool:
        async with self._pool.acquire() as connection:
            return self._counting.searching or not await may_count(connection)
