"""Asks ingest once in each of its modes, and says how it answered and how soon."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

import httpx
from tests.faults.ledger import Ledger

from oversight_contracts.events.envelope import BATCH, STRUCTURED
from oversight_local.client.change import Change, encode
from oversight_local.client.ingest import NDJSON, IngestClient

MODES = {STRUCTURED: 1, BATCH: 50, NDJSON: 50}


@dataclass(frozen=True)
class Answer:
    """What one request came to; ``retry_after`` is 0 where the answer does not say."""

    mode: str
    status: int
    seconds: float
    retry_after: int


@dataclass
class Probing:
    """A feed that asks by the way. ``make_sure`` sends again what was not acknowledged."""

    client: httpx.Client
    ledger: Ledger
    changes: Iterator[Change]
    _unsure: list[Change] = field(default_factory=list)

    def ask(self) -> list[Answer]:
        """One request in each mode, all at once."""
        pieces = {mode: list(islice(self.changes, size)) for mode, size in MODES.items()}
        with ThreadPoolExecutor(len(pieces)) as pool:
            return list(pool.map(self._ask, pieces, pieces.values()))

    def make_sure(self) -> None:
        """Send until it is accepted whatever was answered with anything but 202."""
        unsure, self._unsure = self._unsure, []
        assert not IngestClient(self.client, self.ledger.source).send(unsure).refused
        self.ledger.accepted(unsure)

    def _ask(self, mode: str, piece: list[Change]) -> Answer:
        began = time.monotonic()
        answer = self.client.post(
            "/v1/events", content=self._body(mode, piece), headers={"Content-Type": mode}
        )
        seconds = time.monotonic() - began
        if answer.status_code == 202:
            self.ledger.accepted(piece)
        else:
            self._unsure += piece
        after = answer.headers.get("retry-after", "0")
        return Answer(mode, answer.status_code, seconds, int(after))

    def _body(self, mode: str, piece: list[Change]) -> bytes:
        encoded = [encode(change, self.ledger.source) for change in piece]
        if mode == BATCH:
            return b"[" + b",".join(encoded) + b"]"
        return b"\n".join(encoded)
