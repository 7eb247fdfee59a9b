"""The baseline of the benchmark is an endpoint that answers, as a process of its own."""

import asyncio
import subprocess
import sys
from pathlib import Path

import httpx
import orjson
from tests.contract.ingest.consumer import read_all
from tests.unit.ingest.builders import encoded, incident

from oversight_contracts.topics import EVENTS
from oversight_local.processes.termination import wait_until
from oversight_local.stack.ports import answers, choose_ports
from oversight_runtime.kafka.topics import TopicPlan, ensure_topics


def test_it_answers_once_kafka_holds_the_event(kafka: str, checkout: Path) -> None:
    asyncio.run(ensure_topics(kafka, [TopicPlan(EVENTS.name, EVENTS.partitions)], 1))
    port = choose_ports(0, ()).kafka
    words = orjson.dumps({"servers": kafka, "validated": True, "port": port}).decode()
    command = (sys.executable, "-m", "tests.bench.minimal_endpoint", words)
    with subprocess.Popen(command, cwd=checkout) as process:
        try:
            assert wait_until(lambda: answers(port), 20)
            url = f"http://127.0.0.1:{port}/v1/events"
            answer = httpx.post(url, content=encoded(incident()), trust_env=False)
            assert answer.status_code == 202
        finally:
            process.kill()
    (record,) = asyncio.run(read_all(kafka))
    assert record.value == encoded(incident())
