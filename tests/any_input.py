"""Input of any kind for the routes of a service: none gets a 5xx, and answers are as documented."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.brokers import chosen

from oversight_local.stack.brokers.model import Broker

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
# Few of each sort where somebody tries one file, more on Apache Kafka.
FULL = chosen() is Broker.KAFKA
EXAMPLES = 5 if FULL else 2
_SETTINGS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
# What these answer depends on other things than what they are asked.
HEALTH = ("/livez", "/readyz", "/metrics")
NUL = "\0"
# What databases, file systems, calendars and browsers stumble over.
ODD = (
    *(NUL, f"a{NUL}b", "\ud800", "\ufffe", "%", "%00", "%2F", "../../etc/passwd", "a/b", "a b"),
    *("", " ", "-1", "0", "9" * 400, "1e999", "nan", "null", "x" * 5_000, "<script>", "'; --"),
    *("0001-01-01", "9999-12-31", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2020-02-30", "2020-01-01T00:00"),
    *("-0001-01-01", "2019-13-01", "٢٠١٩-٠١-٠١", "2019-04-01\n"),
)


def documented(checkout: Path, service: str) -> Iterator[schemathesis.Case[Any]]:
    """Requests made up from a service's OpenAPI document, as it wants them and otherwise."""
    document = json.loads((checkout / "docs" / "openapi" / f"{service}.json").read_text())
    schema = schemathesis.openapi.from_dict(document)
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        if operation.path in HEALTH:
            continue
        for mode in schemathesis.GenerationMode:
            yield from _drawn(operation.as_strategy(generation_mode=mode))


def addressed(paths: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Each address with odd text in one ``{}`` or one of its parameters after the other."""
    for path, parameters in paths.items():
        slots = path.count("{}")
        for slot in range(slots):
            for odd in odd_for(path, slot):
                parts = ["a"] * slots
                parts[slot] = quoted(odd)
                yield path.format(*parts)
        for name in parameters:
            for odd in odd_for(path, name):
                joined = "&" if "?" in path else "?"
                yield f"{path.format(*['a'] * slots)}{joined}{name}={quoted(odd)}"


def bodies(well: Mapping[str, Any]) -> Iterator[bytes]:
    """A JSON object with something odd in one of its fields after the other."""
    for name in well:
        for odd in odd_for("body", name):
            yield json.dumps({**well, name: odd}).encode()
            yield json.dumps({**well, name: [odd]}).encode()
            yield json.dumps({**well, f"{name}{odd}": 1}).encode()


def form_bodies(well: Mapping[str, str]) -> Iterator[bytes]:
    """A form with something odd in one of its fields after the other, and what is no form."""
    for name in well:
        for odd in odd_for("form", name):
            pairs = {each: quoted(odd if each == name else value) for each, value in well.items()}
            whole = "&".join(f"{each}={value}" for each, value in pairs.items())
            yield whole.encode()
            yield f"{whole}&{quoted(odd)}=1&{name}=2".encode()
    yield from (b"", b"\xff", b"form=%ff", b"&" * 100, b'{"form": []}')


def odd_for(*place: object) -> Sequence[str]:
    """The text for a place: a NUL in any case, and where time matters some of the rest in turn."""
    if FULL:
        return ODD
    first = sum(map(ord, repr(place))) % len(ODD)
    return (f"a{NUL}b", *(ODD[(first + 7 * step) % len(ODD)] for step in range(2)))


async def assert_answered(
    client: httpx.AsyncClient, cases: Iterable[schemathesis.Case[Any]], token: str
) -> None:
    """Every case gets an answer that the document knows, and none of them a 5xx."""
    for case in cases:
        answer = await client.send(_request_of(client, case, token))
        case.validate_response(answer, checks=CHECKS)


async def assert_no_failure(
    client: httpx.AsyncClient, addresses: Iterable[str], token: str
) -> None:
    """No address gets a 5xx, and one with a NUL is refused for it."""
    headers = {"Authorization": f"Bearer {token}"}
    for address in addresses:
        answer = await client.get(address, headers=headers)
        assert answer.status_code < 500, f"{address}: {answer.text}"
        assert "%00" not in address or answer.status_code in (404, 422), address


async def assert_bodies_answered(
    client: httpx.AsyncClient, path: str, well: Mapping[str, Any], token: str
) -> None:
    """No body gets a 5xx."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for body in bodies(well):
        answer = await client.post(path, content=body, headers=headers)
        assert answer.status_code < 500, f"{path} {body!r}: {answer.text}"


def _request_of(
    client: httpx.AsyncClient, case: schemathesis.Case[Any], token: str
) -> httpx.Request:
    told = case.as_transport_kwargs(base_url=str(client.base_url))
    headers = {**told.get("headers", {}), "Authorization": f"Bearer {token}"}
    body = told.get("data", told.get("content"))
    url = httpx.URL(told["url"])
    return client.build_request(
        told["method"],
        url,
        params=told.get("params") or None,
        headers=headers,
        json=told.get("json"),
        content=body if isinstance(body, bytes | str) else None,
    )


def _drawn(strategy: st.SearchStrategy[Any]) -> list[Any]:
    found: list[Any] = []

    @_SETTINGS
    @given(strategy)
    def keep(each: Any) -> None:
        found.append(each)

    # An operation without parameters cannot be asked otherwise than it wants.
    with suppress(Unsatisfiable):
        keep()
    return found


def quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")
