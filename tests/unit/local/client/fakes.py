"""A force's system of record in memory: ingest on one side, the stored records on the other."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import httpx
import orjson

from oversight_contracts.errors import InvalidEvent
from oversight_contracts.events.event import Event, read_event
from oversight_local.client.change import Change, encode
from oversight_local.client.ingest import Refusal, SendResult
from oversight_local.client.stored_records import StoredRecord

SOURCE = "urn:oversight:local"


class FakeForce:
    """Takes changes as ingest does and keeps the newest revision as indicators does."""

    def __init__(self) -> None:
        self.events: dict[str, Event] = {}
        self.sent: list[Change] = []

    def send(
        self, changes: Iterable[Change], report: Callable[[int], None] = lambda n: None
    ) -> SendResult:
        sent = SendResult()
        for change in changes:
            self.sent.append(change)
            try:
                self.keep(read_event(orjson.loads(encode(change, SOURCE)), strict=True))
                sent.accepted += 1
            except InvalidEvent as invalid:
                first, *others = [(fault.field, fault.reason) for fault in invalid.faults]
                sent.refused.append(Refusal(change.id, *first, further=tuple(others)))
        report(sent.accepted)
        return sent

    def listing(
        self, kind: str, force: str, prefix: str, field: str | None = None
    ) -> Mapping[str, StoredRecord]:
        def value(event: Event) -> str | None:
            there = field and event.record is not None
            return str(orjson.loads(event.data)[field]) if there else None

        return {
            event.subject: StoredRecord(
                event.revision, event.record is None, event.digest.hex(), value(event)
            )
            for event in self.events.values()
            if (event.kind, event.force) == (kind, force) and event.subject.startswith(prefix)
        }

    def contents(self) -> dict[str, Any]:
        """The records there are, without revisions, by id."""
        there = (event for event in self.events.values() if event.record is not None)
        return {event.subject: {**orjson.loads(event.data), "revision": None} for event in there}

    def keep(self, event: Event) -> None:
        key = event.key.decode()
        before = self.events.get(key)
        if before is None or before.revision < event.revision:
            self.events[key] = event
        else:
            assert before.revision > event.revision or before.digest == event.digest, "a conflict"


class FakeIngest:
    """Answers HTTP as ingest does; ``plan`` says what to answer first, a status at a time."""

    def __init__(self, plan: Iterable[int] = (), retry_after: str = "0") -> None:
        self.plan = list(plan)
        self.retry_after = retry_after
        # The events taken, in order.
        self.ids: list[str] = []
        self.requests: list[httpx.Request] = []
        self.refuse: dict[str, tuple[str, str]] = {}
        self.unknown_once: set[str] = set()
        self.stop_once_after: int | None = None

    def client(self) -> httpx.Client:
        return httpx.Client(
            transport=httpx.MockTransport(self._answer), base_url="http://ingest.test"
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        status = self.plan.pop(0) if self.plan else 202
        if status == 0:
            raise httpx.ReadTimeout("no answer", request=request)
        if status >= 400:
            headers = {"Retry-After": self.retry_after}
            return httpx.Response(status, headers=headers, json={"title": "not now"})
        return self._results(request.content)

    def _results(self, body: bytes) -> httpx.Response:
        lines = body.splitlines(keepends=True)
        read, self.stop_once_after = lines[: self.stop_once_after], None
        results = [
            result for index, line in enumerate(read) if (result := self._result(index, line))
        ]
        if not results and len(read) == len(lines):
            return httpx.Response(202, json={"accepted": len(lines)})
        if len(read) < len(lines):
            # What was not read is told as one refusal.
            results.append({"index": len(read), "id": None, "status": 408, "title": "slow"})
        return httpx.Response(207, json={"read": len(read), "results": results})

    def _result(self, index: int, line: bytes) -> dict[str, Any] | None:
        identifier = orjson.loads(line)["id"]
        result = {"index": index, "id": identifier, "title": "no"}
        if identifier in self.unknown_once:
            self.unknown_once.remove(identifier)
            return {**result, "status": 503}
        if identifier in self.refuse:
            field, reason = self.refuse[identifier]
            return {**result, "status": 422, "errors": [{"field": field, "reason": reason}]}
        self.ids.append(identifier)
        return None
