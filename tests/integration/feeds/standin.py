"""One HTTP server that stands in for the four services, with a force's records in memory."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import orjson
from tests.unit.local.client.fakes import FakeForce

from oversight_contracts.errors import InvalidEvent
from oversight_contracts.events.event import read_event
from oversight_local.data_folder import DataFolder
from oversight_local.stack.stack_file import StackFile

SERVICES = ("ingest", "indicators", "alerts", "reporting")
TOKENS = {role: f"{role}-token" for role in ("feed", "oversight", "secretariat", "admin")}


class Standin:
    """``positions`` is what reporting and alerts say; ``asked`` the paths and bodies seen."""

    def __init__(self) -> None:
        self.force = FakeForce()
        self.positions: list[dict[str, object]] = []
        self.asked: list[tuple[str, bytes]] = []
        # What a frozen report says of its period.
        self.incomplete: list[str] = []
        # Ingest fails with whatever it is sent from now on.
        self.failing = False

    def answer(self, path: str, body: bytes, token: str) -> tuple[int, bytes]:
        self.asked.append((path, body))
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/v1/events":
            return self._take(body) if token == TOKENS["feed"] else (403, b"{}")
        if parts.path == "/v1/records":
            return 200, self._records(query)
        if parts.path == "/v1/position":
            return 200, orjson.dumps({"generation": 1, "positions": self.positions})
        if parts.path.startswith("/v1/snapshots"):
            return self._snapshot(parts.path) if token == TOKENS["secretariat"] else (403, b"{}")
        return 404, b"{}"

    def _take(self, body: bytes) -> tuple[int, bytes]:
        if self.failing:
            return 500, b"out of order"
        results, lines = [], body.splitlines()
        for index, line in enumerate(lines):
            try:
                self.force.keep(read_event(orjson.loads(line), strict=True))
            except InvalidEvent as invalid:
                errors = [{"field": each.field, "reason": each.reason} for each in invalid.faults]
                results.append({"index": index, "status": 422, "errors": errors})
        if not results:
            return 202, orjson.dumps({"accepted": len(lines)})
        return 207, orjson.dumps({"read": len(lines), "results": results})

    def _records(self, query: dict[str, str]) -> bytes:
        asked = (query["kind"], query["force"], query["prefix"], query.get("field"))
        found = self.force.listing(*asked)
        rows = (
            {"id": name, "revision": at.revision, "removed": at.removed, "digest": at.digest}
            | {"value": at.value}
            for name, at in found.items()
        )
        return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)

    def _snapshot(self, path: str) -> tuple[int, bytes]:
        if path != "/v1/snapshots":
            return 200, path.encode()
        forms = ("html", "json", "csv")
        links = {"page": "/snapshots/s1"} | {form: f"/v1/snapshots/s1.{form}" for form in forms}
        files = {
            form: {"link": links[form], "sha256": sha256(links[form].encode()).hexdigest()}
            for form in forms
        }
        told = {"links": links, "files": files, "incomplete": self.incomplete}
        return 201, orjson.dumps({"id": "s1", **told})


@contextmanager
def serving(standin: Standin, data: Path, kafka: str) -> Iterator[StackFile]:
    """A stack.json in ``data`` whose services are all the stand-in."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["content-length"])))

        def log_message(self, format: str, *arguments: object) -> None:
            return

        def _answer(self, body: bytes) -> None:
            token = self.headers.get("authorization", "").removeprefix("Bearer ")
            status, content = standin.answer(self.path, body, token)
            self.send_response(status)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    file = a_stack(data, f"http://127.0.0.1:{server.server_address[1]}", kafka)
    file.write(DataFolder(data).stack)
    yield file
    server.shutdown()
    server.server_close()


def a_stack(data: Path, url: str, kafka: str) -> StackFile:
    return StackFile(
        urls=dict.fromkeys(SERVICES, url),
        kafka=kafka,
        postgres="",
        maildir=data / "maildir",
        tokens=TOKENS,
        source="urn:oversight:local",
        force="west-midlands",
        broker="embedded",
        pids={},
        data=data,
    )
