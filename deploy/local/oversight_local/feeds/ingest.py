"""Send events to ingest, again where it is not known whether they were kept."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx

from oversight_local.failure import Failure
from oversight_local.feeds.answers import Fates, Refusal, read_fates
from oversight_local.feeds.events import Change, encode
from oversight_local.feeds.streams import Stream, cut
from oversight_local.stack_file import StackFile

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


def _fates(answer: httpx.Response | httpx.TransportError, stream: Stream) -> Fates:
    if isinstance(answer, httpx.Response):
        return read_fates(answer, stream.ids)
    # Without an answer it is not known whether the events were kept.
    return Fates(again=list(range(len(stream.ids))))


def _pause(answer: httpx.Response | httpx.TransportError, again: int) -> float:
    asked = answer.headers.get("retry-after", "") if isinstance(answer, httpx.Response) else ""
    seconds = float(asked) if asked.isdigit() else 0.2 * 2.0 ** min(again, 6)
    return min(seconds, LONGEST_PAUSE)


def _why(answer: httpx.Response | httpx.TransportError) -> str:
    return answer.text if isinstance(answer, httpx.Response) else f"{answer!r}"
