"""On Apache Kafka a stack goes on where it ended: nothing is lost, nothing is counted twice."""

from datetime import UTC, datetime
from pathlib import Path

import httpx
import orjson
import pytest
from tests.brokers import VARIABLE, chosen
from tests.e2e.command import program

from oversight_local.stack.brokers.model import Broker
from oversight_local.stack.stack import Stack

pytestmark = pytest.mark.skipif(
    chosen() is not Broker.KAFKA,
    reason=f"{VARIABLE} is not {Broker.KAFKA}: the embedded broker's log ends with it",
)
DAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_stack_counts_on_where_it_ended(tmp_path: Path, http: httpx.Client) -> None:
    with start(tmp_path) as stack:
        send(stack, http, range(40))
        program(tmp_path, "settle")
        assert crimes(stack, http) == 40
        # These are accepted, and not waited for.
        send(stack, http, range(40, 60))

    with start(tmp_path) as stack:
        # Some again, and some new.
        send(stack, http, range(50, 70))
        program(tmp_path, "settle")
        assert crimes(stack, http) == 70
        assert ", 0 different" in program(tmp_path, "verify")
        program(tmp_path, "topics")


def start(data: Path) -> Stack:
    return Stack.start(data, port_base=0, broker=chosen())


def send(stack: Stack, http: httpx.Client, numbers: range) -> None:
    """Crimes, one a number, in one request."""
    answer = http.post(
        f"{stack.url('ingest')}/v1/events",
        content=orjson.dumps([crime(stack, number) for number in numbers]),
        headers={
            "Authorization": f"Bearer {stack.token('feed')}",
            "Content-Type": "application/cloudevents-batch+json",
        },
    )
    assert answer.status_code == 202, answer.text


def crime(stack: Stack, number: int) -> dict[str, object]:
    return {
        "specversion": "1.0",
        "type": "uk.police.crime.recorded.v1",
        "source": stack.file.source,
        "id": f"CR-{number}:1",
        "subject": f"CR-{number}",
        "time": DAY.isoformat(),
        "data": {
            "force": "west-midlands",
            "area": "coventry",
            "revision": 1,
            "recorded_at": DAY.isoformat(),
            "offence": "shoplifting",
        },
    }


def crimes(stack: Stack, http: httpx.Client) -> int:
    """What reporting says of the day's month."""
    url = f"{stack.url('reporting')}/v1/indicators/crime.total/values"
    answer = http.get(url, params={"from": "2026-03-01", "to": "2026-04-01"}).raise_for_status()
    return int(answer.json()["total"]["value"])
