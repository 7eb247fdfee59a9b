"""The writer of events: what was accepted goes into the log, and the rest is counted."""

from collections.abc import AsyncIterator, Sequence

from starlette.requests import ClientDisconnect

from oversight_contracts.events.envelope import STRUCTURED
from oversight_ingest import limits
from oversight_ingest.metrics import Metrics
from oversight_ingest.publish.bulk_writer import BulkWriter
from oversight_ingest.publish.events_topic import EventsTopic
from oversight_ingest.publish.outcome_counts import OutcomeCounts
from oversight_ingest.validate.result import Accepted, ValidationResult, unacknowledged
from oversight_runtime.http.problems import Problem
from oversight_runtime.kafka.producer import KafkaUnavailable

Results = AsyncIterator[Sequence[ValidationResult]]


class EventWriter:
    """Writes accepted events into the log."""

    def __init__(self, log: EventsTopic, metrics: Metrics) -> None:
        self._log = log
        self._metrics = metrics

    async def write_one(self, result: ValidationResult) -> None:
        """Return once the event is durable; raises its problem where it is not."""
        if not isinstance(result, Accepted):
            self._metrics.count([result.kind], "refused")
            raise result.problem
        try:
            with self._metrics.send_seconds.time():
                await self._log.append(result.partition, result.value, STRUCTURED, result.key)
        except KafkaUnavailable as error:
            self._metrics.count([result.kind], "unknown")
            raise unacknowledged() from error
        self._metrics.count([result.kind], "accepted")

    async def write_all(self, results: Results, counts: OutcomeCounts) -> None:
        """Return once the fate of every event read is in ``counts``."""
        bulk = BulkWriter(self._log, counts, self._metrics)
        try:
            async for chunk in results:
                await self._write_chunk(chunk, bulk, counts)
                counts.stopped = _reason_to_stop(bulk, counts)
                if counts.stopped:
                    return
        except Problem as problem:
            _stop(counts, problem)
        except ClientDisconnect:
            counts.stopped = "the client went away"
        finally:
            await bulk.finish()

    async def validate_all(self, results: Results, counts: OutcomeCounts) -> None:
        """Validate without keeping anything."""
        try:
            async for chunk in results:
                for result in chunk:
                    self._add(result, counts)
                if len(counts.failures) >= limits.STREAM_REFUSALS and counts.ids is None:
                    counts.stopped = _TOO_MANY
                    return
        except Problem as problem:
            _stop(counts, problem)

    async def _write_chunk(
        self, chunk: Sequence[ValidationResult], bulk: BulkWriter, counts: OutcomeCounts
    ) -> None:
        for result in chunk:
            index = self._add(result, counts)
            if isinstance(result, Accepted):
                await bulk.add(index, result)
        if not chunk:
            # The sender pauses: what came so far should not wait for what may come.
            await bulk.flush()

    def _add(self, result: ValidationResult, counts: OutcomeCounts) -> int:
        index = counts.add(result.id)
        if not isinstance(result, Accepted):
            counts.refuse(index, result.id, result.problem)
            self._metrics.count([result.kind], "refused")
        return index


_TOO_MANY = f"{limits.STREAM_REFUSALS} events were refused"


def _reason_to_stop(bulk: BulkWriter, counts: OutcomeCounts) -> str | None:
    # A batch is in memory already and gets a result for each of its events.
    if counts.ids is not None:
        return None
    if bulk.failed:
        return "Kafka did not acknowledge in time"
    return _TOO_MANY if len(counts.failures) >= limits.STREAM_REFUSALS else None


def _stop(counts: OutcomeCounts, problem: Problem) -> None:
    # What was read before has its result, so the answer is not the problem alone.
    if counts.total == 0:
        raise problem
    counts.break_off(problem)
