"""A feed that goes on sending while things fail, and notes what got 202."""

import time
from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from threading import Event, Thread
from types import TracebackType

import httpx
from tests.faults.ledger import Ledger

from oversight_contracts.events.envelope import STRUCTURED
from oversight_local.client.change import Change, encode
from oversight_local.client.ingest import IngestClient

PATIENCE_SECONDS = 120.0


class Load(StrEnum):
    """How events are sent: many a request, which come as batch records, or each on its own."""

    BULK = "batch records"
    SINGLE = "single records"


class Feeding:
    """``with Feeding(…) as feeding:`` sends ``piece`` changes about every ``pause`` seconds.

    It ends with the block, or when there are no more changes.
    """

    def __init__(
        self,
        client: httpx.Client,
        ledger: Ledger,
        changes: Iterator[Change],
        load: Load,
        piece: int,
        pause: float,
    ) -> None:
        self._client = client
        self._ledger = ledger
        self._changes = changes
        self._send = self._many if load is Load.BULK else self._singly
        self._piece = piece
        self._pause = pause
        self._ending = Event()
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, name="feed", daemon=True)
        self.tries_again = 0

    def __enter__(self) -> "Feeding":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ending.set()
        self._thread.join()
        if error is None and self._error is not None:
            raise self._error

    def wait_sent(self, seconds: float) -> None:
        """Wait until there are no more changes, or sending failed; at most ``seconds``."""
        self._thread.join(seconds)
        assert not self._thread.is_alive(), f"not everything was sent within {seconds:g} s"

    def _run(self) -> None:
        try:
            while not self._ending.is_set():
                piece = list(islice(self._changes, self._piece))
                if not piece:
                    return
                self._send(piece)
                self._ledger.accepted(piece)
                self._ending.wait(self._pause)
        except BaseException as error:
            self._error = error

    def _many(self, piece: list[Change]) -> None:
        sent = IngestClient(self._client, self._ledger.source).send(piece)
        if sent.refused:
            raise AssertionError(f"refused: {sent.refused[:3]}")
        self.tries_again += sent.retries

    def _singly(self, piece: list[Change]) -> None:
        for change in piece:
            self.tries_again += post(self._client, change, self._ledger.source)


def post(client: httpx.Client, change: Change, source: str) -> int:
    """Send one event, again until it gets 202; answers how often it had to be sent again."""
    content, tries = encode(change, source), 0
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _accepted(client, content):
        if time.monotonic() > deadline:
            raise TimeoutError(f"ingest took nothing for {PATIENCE_SECONDS:g} s")
        tries += 1
        time.sleep(0.2)
    return tries


def _accepted(client: httpx.Client, content: bytes) -> bool:
    try:
        answer = client.post("/v1/events", content=content, headers={"Content-Type": STRUCTURED})
    except httpx.TransportError:
        return False
    if answer.status_code in (429, 503):
        return False
    assert answer.status_code == 202, answer.text
    return True
