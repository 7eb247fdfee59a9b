"""The compose file, from built images: healthy, small, each service with its own rights alone.

With the images' own tests this is the short form: a kill of Kafka and of the worker at once stands
for all that test_faults tries.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.containers.compose import Compose
from tests.containers.stand import Stand

from oversight_local.client.change import Change
from oversight_local.client.ingest import IngestClient
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


def test_the_services_together_need_little_memory(compose: Compose) -> None:
    used = compose.run("stats", "--no-stream", "--format", "json").splitlines()
    megabytes = {each["Name"]: _megabytes(each["MemUsage"]) for each in map(json.loads, used)}
    services = [size for name, size in megabytes.items() if "kafka" not in name]
    assert sum(services) <= IDLE_MEGABYTES, megabytes


def _megabytes(usage: str) -> float:
    number = usage.split("/")[0].strip()
    units = {"KiB": 1 / 1024, "MiB": 1.0, "GiB": 1024.0}
    return float(number[:-3]) * units[number[-3:]]


def test_an_event_is_counted_and_shown(stand: Stand) -> None:
    change = incident()
    with stand.compose.client("ingest", "feed") as client:
        sent = IngestClient(client, stand.ledger.source).send([change])
    assert (sent.accepted, sent.refused) == (1, [])
    stand.ledger.accepted([change])
    stand.settle()
    with stand.compose.client("indicators", "feed") as client:
        receipt = client.get(f"/v1/receipts/{stand.ledger.source}/{change.id}").json()
    assert receipt["outcome"] == "counted"
    assert wait_until(lambda: shown(stand.compose) == 1, SECONDS)


def incident() -> Change:
    at = [datetime.now(UTC) - timedelta(minutes=each) for each in (60, 59, 50, 30)]
    received, answered, dispatched, arrived = (f"{each:%Y-%m-%dT%H:%M:%SZ}" for each in at)
    data: dict[str, Any] = {
        "force": "west-midlands",
        "area": "birmingham",
        "revision": 1,
        "grade": "priority-2",
        "channel": "999",
        "received_at": received,
        "answered_at": answered,
        "dispatched_at": dispatched,
        "arrived_at": arrived,
    }
    return Change("recorded", "incident", "C-1", 1, at[0], data)


def shown(compose: Compose) -> int:
    """The incidents of these days that reporting shows."""
    today = datetime.now(UTC).date()
    days = {"from": str(today - timedelta(days=2)), "to": str(today + timedelta(days=1))}
    with compose.client("reporting", "oversight") as client:
        answer = client.get("/v1/indicators/incidents.recorded/values", params=days)
    return int(answer.raise_for_status().json()["total"]["value"] or 0)


def test_a_service_writes_no_topic_of_another(compose: Compose) -> None:
    assert compose.python("ingest", "-c", FORBIDDEN).strip() == "refused"


def test_a_service_sees_no_schema_of_another(compose: Compose) -> None:
    assert compose.python("alerts", "-c", INTRUDING).strip() == "refused"


def test_killed_at_once_both_are_started_again_and_every_event_counts_once(stand: Stand) -> None:
    with stand.trial("kafka and indicators: killed at once") as trying:
        stand.compose.kill("kafka")
        stand.compose.kill("indicators")
        trying.wait_recovered()
