"""From judgements to the log: what happens to the events of one request."""

from collections.abc import AsyncIterator, Sequence

from starlette.requests import ClientDisconnect

from oversight_contracts.events.envelope import STRUCTURED
from oversight_ingest import limits
from oversight_ingest.metrics import Metrics
from oversight_ingest.publish.bulk_writer import BulkWriter
from oversight_ingest.publish.events_topic import EventLog
from oversight_ingest.publish.outcome_counts import OutcomeCounts
from oversight_ingest.validate.result import Admitted, ValidationResult, unacknowledged
from oversight_runtime.http.problems import Problem
from oversight_runtime.kafka.producer import KafkaUnavailable

Judgements = AsyncIterator[Sequence[ValidationResult]]


class EventWriter:
    """Puts what was admitted into the log."""

    def __init__(self, log: EventLog, metrics: Metrics) -> None:
        self._log = log
        self._metrics = metrics

    async def keep_one(self, judgement: ValidationResult) -> None:
        """Return once the event is durable; raises its problem where it is not."""
        if not isinstance(judgement, Admitted):
            self._metrics.count([judgement.kind], "refused")
            raise judgement.problem
        try:
            with self._metrics.send_seconds.time():
                await self._log.append(
                    judgement.partition, judgement.value, STRUCTURED, judgement.key
                )
        except KafkaUnavailable as error:
            self._metrics.count([judgement.kind], "unknown")
            raise unacknowledged() from error
        self._metrics.count([judgement.kind], "accepted")

    async def keep_all(self, judgements: Judgements, tally: OutcomeCounts) -> None:
        """Return once the fate of every event read is in ``tally``."""
        shipment = BulkWriter(self._log, tally, self._metrics)
        try:
            async for chunk in judgements:
                await self._ship(chunk, shipment, tally)
                tally.stopped = _reason_to_stop(shipment, tally)
                if tally.stopped:
                    return
        except Problem as problem:
            _stop(tally, problem)
        except ClientDisconnect:
            tally.stopped = "the client went away"
        finally:
            await shipment.finish()

    async def check_all(self, judgements: Judgements, tally: OutcomeCounts) -> None:
        """Judge without keeping anything."""
        try:
            async for chunk in judgements:
                for judgement in chunk:
                    self._meet(judgement, tally)
                if len(tally.failures) >= limits.STREAM_REFUSALS and tally.ids is None:
                    tally.stopped = _TOO_MANY
                    return
        except Problem as problem:
            _stop(tally, problem)

    async def _ship(
        self, chunk: Sequence[ValidationResult], shipment: BulkWriter, tally: OutcomeCounts
    ) -> None:
        for judgement in chunk:
            index = self._meet(judgement, tally)
            if isinstance(judgement, Admitted):
                await shipment.add(index, judgement)
        if not chunk:
            # The sender pauses: what came so far should not wait for what may come.
            await shipment.flush()

    def _meet(self, judgement: ValidationResult, tally: OutcomeCounts) -> int:
        index = tally.meet(judgement.id)
        if not isinstance(judgement, Admitted):
            tally.refuse(index, judgement.id, judgement.problem)
            self._metrics.count([judgement.kind], "refused")
        return index


_TOO_MANY = f"{limits.STREAM_REFUSALS} events were refused"


def _reason_to_stop(shipment: BulkWriter, tally: OutcomeCounts) -> str | None:
    # A batch is in memory already and gets a result for each of its events.
    if tally.ids is not None:
        return None
    if shipment.failed:
        return "Kafka did not acknowledge in time"
    return _TOO_MANY if len(tally.failures) >= limits.STREAM_REFUSALS else None


def _stop(tally: OutcomeCounts, problem: Problem) -> None:
    # What was read before has its result, so the answer is not the problem alone.
    if tally.total == 0:
        raise problem
    tally.stopped = f"{problem.title}: {problem.detail}"
