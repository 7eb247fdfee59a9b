"""An outcome that is lost is found, shown and mailed; a clean hour mails nobody and ends it."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import asyncpg
import httpx
import orjson
import pytest
from aiokafka import AIOKafkaProducer
from tests.brokers import chosen
from tests.partitioner import partition_of

from oversight_contracts.events.envelope import BATCH
from oversight_contracts.topics import EVENTS
from oversight_local.demo.mailbox import read_emails
from oversight_local.processes.termination import wait_until
from oversight_local.stack.stack import Stack

EARLIER = (datetime.now(UTC) - timedelta(hours=4)).replace(minute=30)
PATIENCE = 60.0


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack that looks at hours often."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OVERSIGHT_RECONCILE_SECONDS", "0.5")
        folder = tmp_path_factory.mktemp("stack")
        with Stack.start(folder, port_base=0, broker=chosen()) as running:
            yield running


def feed(stack: Stack, subject: str, at: datetime) -> None:
    """Put an event into the log as ingest would have done at that time."""
    event = {
        "specversion": "1.0",
        "type": "uk.police.incident.recorded.v1",
        "source": stack.file.source,
        "id": f"{subject}:1",
        "subject": subject,
        "time": at.isoformat(),
        "data": {
            "force": "west-midlands",
            "area": "birmingham",
            "revision": 1,
            "grade": "priority-2",
            "received_at": at.isoformat(),
        },
    }

    async def produce() -> None:
        producer = AIOKafkaProducer(bootstrap_servers=stack.file.kafka)
        await producer.start()
        try:
            await producer.send_and_wait(
                EVENTS.name,
                orjson.dumps([event]),
                partition=partition_of(
                    f"west-midlands/incident/{subject}".encode(), EVENTS.partitions
                ),
                headers=[("content-type", BATCH.encode())],
                timestamp_ms=int(at.timestamp() * 1000),
            )
        finally:
            await producer.stop()

    asyncio.run(produce())


def lose_an_outcome(stack: Stack) -> None:
    async def execute() -> None:
        connection = await asyncpg.connect(stack.file.postgres)
        try:
            done = await connection.execute("DELETE FROM indicators.outcome_tallies")
            assert done == "DELETE 1"
        finally:
            await connection.close()

    asyncio.run(execute())


def test_a_lost_outcome_raises_an_alert_and_a_clean_hour_ends_it(
    stack: Stack, http: httpx.Client
) -> None:
    def page() -> str:
        return http.get(stack.url("reporting") + "/operations").raise_for_status().text

    def subjects() -> list[str]:
        return [letter.subject for letter in read_emails(stack.file.maildir)]

    def says(number: int, words: str) -> bool:
        return read_emails(stack.file.maildir)[number].speaks_of(words)

    def wait(condition: Callable[[], bool]) -> None:
        assert wait_until(condition, PATIENCE), page()

    feed(stack, "r1", EARLIER)
    wait(lambda: "Everything that arrived is accounted for." in page())
    assert subjects() == []

    lose_an_outcome(stack)
    wait(lambda: "1 without an outcome" in page())
    wait(lambda: len(subjects()) == 1)
    assert says(0, "Opened: 1 event without an outcome")
    assert stack.file.source in subjects()[0]
    headers = {"Authorization": f"Bearer {stack.file.tokens['oversight']}"}
    (alert,) = http.get(stack.url("alerts") + "/v1/alerts", headers=headers).json()["alerts"]
    wait(lambda: "hour by hour" in http.get(f"{stack.url('reporting')}/alerts/{alert['id']}").text)

    feed(stack, "r2", EARLIER + timedelta(hours=1))
    wait(lambda: len(subjects()) == 2)
    assert says(1, "Resolved: ")
    assert subjects()[1] == subjects()[0]
    assert "1 without an outcome" in page()
