"""The compose file, from built images: events count once, whatever container is killed."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.containers.compose import Compose
from tests.containers.engine import build, missing_engine
from tests.containers.test_images import VERSION

from oversight_local.processes.termination import wait_until

SECONDS = 60.0
IDLE_MEGABYTES = 900
# What a service's own Kafka user is refused: another's topic.
FORBIDDEN = """
import asyncio
from aiokafka import AIOKafkaProducer
from aiokafka.errors import TopicAuthorizationFailedError
from oversight_runtime.kafka.connection import connection
from oversight_runtime.settings import ServiceSettings

async def main():
    kafka = ServiceSettings().kafka_connection
    producer = AIOKafkaProducer(bootstrap_servers=kafka.servers, **kafka.options)
    await producer.start()
    try:
        await producer.send_and_wait("oversight.facts.v1", b"forged")
    except TopicAuthorizationFailedError:
        print("refused")
    finally:
        await producer.stop()

asyncio.run(main())
"""
# What a service's own database role is refused: another's schema.
INTRUDING = """
import psycopg
from oversight_alerts.settings import AlertSettings

with psycopg.connect(AlertSettings().database) as connection:
    try:
        connection.execute("SELECT * FROM reporting.snapshots")
    except psycopg.errors.InsufficientPrivilege:
        print("refused")
"""

missing = missing_engine()
pytestmark = pytest.mark.skipif(missing is not None, reason=f"containers are untested: {missing}")


@pytest.fixture(scope="module")
def stack(checkout: Path) -> Iterator[Compose]:
    build(checkout, VERSION)
    with Compose.running(checkout, VERSION) as running:
        yield running


class Feed:
    """Sends incidents of now, each until it is answered 202."""

    def __init__(self, stack: Compose) -> None:
        self._stack = stack
        self._numbers = count(1)
        self.sent: list[str] = []

    def send(self, events: int) -> None:
        with self._stack.client("ingest", "feed") as client:
            for _ in range(events):
                number = next(self._numbers)
                assert wait_until(partial(_taken, client, number), SECONDS)
                self.sent.append(f"C-{number}:1")

    def wait_counted(self) -> None:
        """Wait until the last event of each partition's worth is counted, and then all are."""
        with self._stack.client("indicators", "feed") as client:
            for identity in self.sent[-20:]:
                assert wait_until(partial(_counted, client, identity), SECONDS)


def _taken(client: httpx.Client, number: int) -> bool:
    try:
        answer = client.post("/v1/events", json=incident(number), headers=STRUCTURED)
    except httpx.TransportError:
        return False
    assert answer.status_code in (202, 429, 503), answer.text
    return answer.status_code == 202


def _counted(client: httpx.Client, identity: str) -> bool:
    try:
        answer = client.get(f"/v1/receipts/urn:oversight:local/{identity}")
    except httpx.TransportError:
        return False
    return answer.status_code == 200 and answer.json()["outcome"] == "counted"


STRUCTURED = {"Content-Type": "application/cloudevents+json"}


def incident(number: int) -> dict[str, Any]:
    at = [datetime.now(UTC) - timedelta(minutes=each) for each in (60, 59, 50, 30)]
    received, answered, dispatched, arrived = (f"{each:%Y-%m-%dT%H:%M:%SZ}" for each in at)
    return {
        "specversion": "1.0",
        "type": "uk.police.incident.recorded.v1",
        "source": "urn:oversight:local",
        "id": f"C-{number}:1",
        "subject": f"C-{number}",
        "time": received,
        "data": {
            "force": "west-midlands",
            "area": "birmingham",
            "revision": 1,
            "grade": "priority-2",
            "channel": "999",
            "received_at": received,
            "answered_at": answered,
            "dispatched_at": dispatched,
            "arrived_at": arrived,
        },
    }


def differences(stack: Compose) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        stack.python("indicators", "-m", "oversight_indicators", "verify", "--json")
    )
    return found


def shown(stack: Compose) -> int:
    """The incidents of these days that reporting shows."""
    today = datetime.now(UTC).date()
    days = {"from": str(today - timedelta(days=2)), "to": str(today + timedelta(days=1))}
    with stack.client("reporting", "oversight") as client:
        answer = client.get("/v1/indicators/incidents.recorded/values", params=days)
    return int(answer.raise_for_status().json()["total"]["value"] or 0)


@pytest.fixture(scope="module")
def feed(stack: Compose) -> Feed:
    return Feed(stack)


def test_the_services_together_need_little_memory(stack: Compose) -> None:
    used = stack.run("stats", "--no-stream", "--format", "json").splitlines()
    megabytes = {each["Name"]: _megabytes(each["MemUsage"]) for each in map(json.loads, used)}
    services = [size for name, size in megabytes.items() if "kafka" not in name]
    assert sum(services) <= IDLE_MEGABYTES, megabytes


def _megabytes(usage: str) -> float:
    number = usage.split("/")[0].strip()
    units = {"KiB": 1 / 1024, "MiB": 1.0, "GiB": 1024.0}
    return float(number[:-3]) * units[number[-3:]]


def test_an_event_is_counted_and_shown(stack: Compose, feed: Feed) -> None:
    feed.send(1)
    feed.wait_counted()
    assert wait_until(lambda: shown(stack) == 1, SECONDS)


def test_a_service_writes_no_topic_of_another(stack: Compose) -> None:
    assert stack.python("ingest", "-c", FORBIDDEN).strip() == "refused"


def test_a_service_sees_no_schema_of_another(stack: Compose) -> None:
    assert stack.python("alerts", "-c", INTRUDING).strip() == "refused"


@pytest.mark.parametrize(
    "killed", ["ingest", "indicators", "reporting", "alerts", "kafka", "postgres"]
)
def test_whichever_container_is_killed_every_event_counts_once(
    stack: Compose, feed: Feed, killed: str
) -> None:
    feed.send(20)
    stack.kill(killed)
    feed.send(20)
    stack.wait_healthy()
    feed.wait_counted()
    found = differences(stack)
    assert (found["different"], found["records"]) == (0, len(feed.sent))
    assert wait_until(lambda: shown(stack) == len(feed.sent), SECONDS)
