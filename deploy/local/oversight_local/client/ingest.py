"""The client of ingest: sends events, again where it is not known whether they were kept."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx

from oversight_local.client.answers import said_in
from oversight_local.client.change import Change, encode
from oversight_local.failure import Failure
from oversight_local.stack.stack_file import StackFile

# Answers that ask for another try; sending again is safe, since a change has one id for ever.
RETRIED_STATUSES = (429, 503)


@dataclass(frozen=True)
class Refusal:
    """One event that ingest did not take; ``field`` is empty where none is at fault.

    ``further`` are other fields at fault, each with its reason.
    """

    id: str
    field: str
    reason: str
    further: tuple[tuple[str, str], ...] = ()

    @property
    def faults(self) -> tuple[tuple[str, str], ...]:
        """Every field at fault with its reason."""
        return ((self.field, self.reason), *self.further)


@dataclass
class Results:
    """The results of one request; ``unknown`` are indexes of events that may not have been kept."""

    refused: list[Refusal] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)


def read_results(answer: httpx.Response, ids: Sequence[str]) -> Results:
    """The results of the events ``ids``; those it says nothing of are durable.

    Raises ``Failure`` where the whole request was refused for good.
    """
    if answer.status_code == 202:
        return Results()
    if answer.status_code in RETRIED_STATUSES:
        return Results(unknown=list(range(len(ids))))
    if answer.status_code != 207:
        raise Failure(f"ingest answers {answer.status_code}: {said_in(answer)}")
    document = answer.json()
    results, read = Results(), document.get("read", len(ids))
    for result in document["results"]:
        if result["index"] >= read:
            # The rest that was not read, as a whole.
            continue
        if result["status"] in RETRIED_STATUSES:
            results.unknown.append(result["index"])
        elif result["status"] >= 400:
            results.refused.append(_refusal(ids[result["index"]], result))
    # A request that was stopped was not read to its end.
    results.unknown += range(read, len(ids))
    return results


def _refusal(identifier: str, result: dict[str, Any]) -> Refusal:
    if errors := [(each["field"], each["reason"]) for each in result.get("errors", ())]:
        return Refusal(identifier, *errors[0], further=tuple(errors[1:]))
    return Refusal(identifier, "", result.get("detail") or result["title"])


LINES = 4000
BYTES = 2_000_000


@dataclass
class NdjsonBatch:
    """The events of one request, as NDJSON lines, and their ids in the same order."""

    lines: list[bytes] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    size: int = 0

    @property
    def body(self) -> bytes:
        """The body of the request."""
        return b"".join(self.lines)

    def add(self, identifier: str, line: bytes) -> None:
        """Take one event in."""
        self.lines.append(line)
        self.ids.append(identifier)
        self.size += len(line)

    def only(self, indexes: Sequence[int]) -> "NdjsonBatch":
        """A batch of the events at ``indexes``, in that order."""
        part = NdjsonBatch()
        for index in indexes:
            part.add(self.ids[index], self.lines[index])
        return part


def batches_of(
    events: Iterable[tuple[str, bytes]], lines: int = LINES, size: int = BYTES
) -> Iterator[NdjsonBatch]:
    """Batches of at most ``lines`` events and about ``size`` bytes, in order, none empty."""
    batch = NdjsonBatch()
    for identifier, line in events:
        if len(batch.lines) >= lines or (batch.lines and batch.size + len(line) > size):
            yield batch
            batch = NdjsonBatch()
        batch.add(identifier, line)
    if batch.lines:
        yield batch


NDJSON = "application/x-ndjson"
RETRY_SECONDS = 120.0
LONGEST_DELAY = 15.0


@dataclass
class SendResult:
    """The result of sending: how many events are durable, and which were refused and why.

    Of ``unknown`` events it is not known whether they were kept.
    """

    accepted: int = 0
    refused: list[Refusal] = field(default_factory=list)
    retries: int = 0
    unknown: int = 0

    def add(self, other: "SendResult") -> None:
        """Add another result."""
        self.accepted += other.accepted
        self.refused += other.refused
        self.retries += other.retries
        self.unknown += other.unknown


class SendInterrupted(Failure):
    """Sending that came to no end; ``sent`` is the result up to there."""

    def __init__(self, sentence: str, sent: SendResult) -> None:
        super().__init__(sentence)
        self.sent = sent


class IngestClient:
    """Sends events as a feed. ``sleep`` and ``clock`` are in seconds, injected for tests."""

    def __init__(
        self,
        client: httpx.Client,
        source: str,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._source = source
        self._sleep = sleep
        self._clock = clock

    def send(
        self, changes: Iterable[Change], report: Callable[[int], None] = lambda n: None
    ) -> SendResult:
        """Send all of ``changes`` in order; ``report`` is called with each number answered for.

        Raises ``SendInterrupted`` where ingest refuses the feed itself or stays unavailable.
        """
        return self.send_lines(
            ((change.id, encode(change, self._source)) for change in changes), report
        )

    def send_lines(
        self,
        encoded: Iterable[tuple[str, bytes]],
        report: Callable[[int], None] = lambda n: None,
    ) -> SendResult:
        """Send events that are NDJSON lines already, each under the name its refusal goes by."""
        total = SendResult()
        # One request is under way while the next is being written.
        with ThreadPoolExecutor(max_workers=1) as pool:
            under_way: Future[SendResult] | None = None
            try:
                for batch in batches_of(encoded):
                    _add_result(under_way, total, report)
                    under_way = pool.submit(self._send, batch)
                _add_result(under_way, total, report)
            except SendInterrupted as interrupted:
                total.add(interrupted.sent)
                raise SendInterrupted(str(interrupted), total) from interrupted
        return total

    def _send(self, batch: NdjsonBatch) -> SendResult:
        sent, deadline = SendResult(), self._clock() + RETRY_SECONDS
        while True:
            answer = self._post(batch.body)
            try:
                results = _results(answer, batch)
            except Failure as failure:
                # What was refused as a whole was not kept, unless a try before had no answer.
                refused = not sent.retries and _is_refusal(answer)
                sent.unknown = 0 if refused else len(batch.ids)
                raise SendInterrupted(str(failure), sent) from failure
            sent.refused += results.refused
            sent.accepted += len(batch.ids) - len(results.refused) - len(results.unknown)
            if not results.unknown:
                return sent
            if self._clock() > deadline:
                sent.unknown = len(results.unknown)
                sentence = f"ingest took nothing for {RETRY_SECONDS:.0f} s: {_reason(answer)}"
                raise SendInterrupted(sentence, sent)
            sent.retries += 1
            self._sleep(_delay(answer, sent.retries))
            batch = batch.only(results.unknown)

    def _post(self, body: bytes) -> httpx.Response | httpx.TransportError:
        try:
            return self._client.post("/v1/events", content=body, headers={"Content-Type": NDJSON})
        except httpx.TransportError as error:
            return error


def feed_client(stack: StackFile) -> httpx.Client:
    """A connection to the stack's ingest with the feed's token."""
    return httpx.Client(
        base_url=stack.url("ingest"),
        headers={"Authorization": f"Bearer {stack.tokens['feed']}"},
        timeout=60,
        trust_env=False,
    )


def _add_result(
    sent: Future[SendResult] | None, total: SendResult, report: Callable[[int], None]
) -> None:
    if sent is not None:
        answered = sent.result()
        total.add(answered)
        report(answered.accepted + len(answered.refused))


def _results(answer: httpx.Response | httpx.TransportError, batch: NdjsonBatch) -> Results:
    if isinstance(answer, httpx.Response):
        return read_results(answer, batch.ids)
    # Without an answer it is not known whether the events were kept.
    return Results(unknown=list(range(len(batch.ids))))


def _is_refusal(answer: httpx.Response | httpx.TransportError) -> bool:
    return isinstance(answer, httpx.Response) and answer.status_code < 500


def _delay(answer: httpx.Response | httpx.TransportError, retries: int) -> float:
    asked = answer.headers.get("retry-after", "") if isinstance(answer, httpx.Response) else ""
    seconds = float(asked) if asked.isdigit() else 0.2 * 2.0 ** min(retries, 6)
    return min(seconds, LONGEST_DELAY)


def _reason(answer: httpx.Response | httpx.TransportError) -> str:
    return said_in(answer) if isinstance(answer, httpx.Response) else f"{answer!r}"
