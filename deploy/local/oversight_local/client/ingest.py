"""Send events to ingest, again where it is not known whether they were kept."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx

from oversight_local.client.change import Change, encode
from oversight_local.failure import Failure
from oversight_local.stack.stack_file import StackFile

# Answers that ask for another try; sending again is safe, since a change has one id for ever.
AGAIN = (429, 503)


@dataclass(frozen=True)
class Refusal:
    """One event that ingest did not take; ``field`` is empty where none is at fault."""

    id: str
    field: str
    reason: str


@dataclass
class Results:
    """What became of the events of one request; ``again`` are indexes whose fate is not known."""

    refused: list[Refusal] = field(default_factory=list)
    again: list[int] = field(default_factory=list)


def read_results(answer: httpx.Response, ids: Sequence[str]) -> Results:
    """The fates of the events ``ids``; those it says nothing of are durable.

    Raises ``Failure`` where the whole request was refused for good.
    """
    if answer.status_code == 202:
        return Results()
    if answer.status_code in AGAIN:
        return Results(again=list(range(len(ids))))
    if answer.status_code != 207:
        raise Failure(f"ingest answers {answer.status_code}: {answer.text}")
    document = answer.json()
    fates = Results()
    for result in document["results"]:
        if result["status"] in AGAIN:
            fates.again.append(result["index"])
        elif result["status"] >= 400:
            fates.refused.append(_refusal(ids[result["index"]], result))
    # A stream that was stopped was not read to its end.
    fates.again += range(document.get("read", len(ids)), len(ids))
    return fates


def _refusal(identifier: str, result: dict[str, Any]) -> Refusal:
    for error in result.get("errors", ()):
        return Refusal(identifier, error["field"], error["reason"])
    return Refusal(identifier, "", result.get("detail") or result["title"])


LINES = 4000
BYTES = 2_000_000


@dataclass
class Stream:
    """The events of one request, as NDJSON lines, and their ids in the same order."""

    lines: list[bytes] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    size: int = 0

    @property
    def body(self) -> bytes:
        """What is sent."""
        return b"".join(self.lines)

    def add(self, identifier: str, line: bytes) -> None:
        """Take one event in."""
        self.lines.append(line)
        self.ids.append(identifier)
        self.size += len(line)

    def only(self, indexes: Sequence[int]) -> "Stream":
        """A stream of the events at ``indexes``, in that order."""
        part = Stream()
        for index in indexes:
            part.add(self.ids[index], self.lines[index])
        return part


def cut(
    events: Iterable[tuple[str, bytes]], lines: int = LINES, size: int = BYTES
) -> Iterator[Stream]:
    """Streams of at most ``lines`` events and about ``size`` bytes, in order, none empty."""
    stream = Stream()
    for identifier, line in events:
        if len(stream.lines) >= lines or (stream.lines and stream.size + len(line) > size):
            yield stream
            stream = Stream()
        stream.add(identifier, line)
    if stream.lines:
        yield stream


NDJSON = "application/x-ndjson"
PATIENCE_SECONDS = 120.0
LONGEST_PAUSE = 15.0


@dataclass
class Sent:
    """What ingest answered: how many events are durable, and which were refused and why."""

    accepted: int = 0
    refused: list[Refusal] = field(default_factory=list)
    tries_again: int = 0

    def add(self, other: "Sent") -> None:
        """Count another answer in."""
        self.accepted += other.accepted
        self.refused += other.refused
        self.tries_again += other.tries_again


class IngestClient:
    """A feed. ``sleep`` takes seconds, ``clock`` answers them: both injected for tests."""

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
    ) -> Sent:
        """Send all of ``changes`` in order; ``report`` is called with each number answered for.

        Raises ``Failure`` where ingest refuses the feed itself or stays unavailable.
        """
        return self.send_lines(
            ((change.id, encode(change, self._source)) for change in changes), report
        )

    def send_lines(
        self,
        encoded: Iterable[tuple[str, bytes]],
        report: Callable[[int], None] = lambda n: None,
    ) -> Sent:
        """Send events that are NDJSON lines already, each under the name its refusal goes by."""
        total = Sent()
        # One request is under way while the next is being written.
        with ThreadPoolExecutor(max_workers=1) as pool:
            under_way: Future[Sent] | None = None
            for stream in cut(encoded):
                _take(under_way, total, report)
                under_way = pool.submit(self._send, stream)
            _take(under_way, total, report)
        return total

    def _send(self, stream: Stream) -> Sent:
        sent, deadline = Sent(), self._clock() + PATIENCE_SECONDS
        while True:
            answer = self._post(stream.body)
            fates = _fates(answer, stream)
            sent.refused += fates.refused
            sent.accepted += len(stream.ids) - len(fates.refused) - len(fates.again)
            if not fates.again:
                return sent
            if self._clock() > deadline:
                raise Failure(f"ingest took nothing for {PATIENCE_SECONDS:.0f} s: {_why(answer)}")
            sent.tries_again += 1
            self._sleep(_pause(answer, sent.tries_again))
            stream = stream.only(fates.again)

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


def _take(sent: Future[Sent] | None, total: Sent, report: Callable[[int], None]) -> None:
    if sent is not None:
        answered = sent.result()
        total.add(answered)
        report(answered.accepted + len(answered.refused))


def _fates(answer: httpx.Response | httpx.TransportError, stream: Stream) -> Results:
    if isinstance(answer, httpx.Response):
        return read_results(answer, stream.ids)
    # Without an answer it is not known whether the events were kept.
    return Results(again=list(range(len(stream.ids))))


def _pause(answer: httpx.Response | httpx.TransportError, again: int) -> float:
    asked = answer.headers.get("retry-after", "") if isinstance(answer, httpx.Response) else ""
    seconds = float(asked) if asked.isdigit() else 0.2 * 2.0 ** min(again, 6)
    return min(seconds, LONGEST_PAUSE)


def _why(answer: httpx.Response | httpx.TransportError) -> str:
    return answer.text if isinstance(answer, httpx.Response) else f"{answer!r}"
