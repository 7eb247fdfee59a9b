"""The embedded stack with stand-ins for the services: real PostgreSQL, broker and mail catcher."""

import asyncio
import mailbox
import smtplib
import stat
from email.message import EmailMessage
from pathlib import Path

import asyncpg
import httpx
import orjson
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from tests.integration.local.standins import HERE, SERVICES, start

from oversight_local.data_folder import DataFolder
from oversight_local.failure import Failure
from oversight_local.processes.table import command_line
from oversight_local.stack.brokers.model import Broker
from oversight_local.stack.running import load_stack
from oversight_local.stack.stack import Stack
from oversight_runtime.http.tokens import Role, Tokens
from oversight_runtime.kafka.offsets import cluster_id


async def produce(kafka: str, topic: str, value: bytes) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=kafka, acks="all")
    await producer.start()
    try:
        await producer.send_and_wait(topic, value)
    finally:
        await producer.stop()


async def consume(kafka: str, topic: str) -> bytes:
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=kafka, auto_offset_reset="earliest")
    await consumer.start()
    try:
        async with asyncio.timeout(20):
            record = await consumer.getone()
    finally:
        await consumer.stop()
    return bytes(record.value)


async def execute(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def test_services_are_given_their_ports(stack: Stack) -> None:
    for service in SERVICES:
        assert httpx.get(f"{stack.url(service.name)}/readyz", trust_env=False).status_code == 200


def test_stack_file_names_what_runs_and_is_private(stack: Stack) -> None:
    folder = DataFolder(stack.file.data)
    written = orjson.loads(folder.stack.read_bytes())
    assert load_stack(folder.path) == stack.file
    assert written["ingest"] == stack.url("ingest")
    assert set(written["tokens"]) == {"feed", "oversight", "secretariat", "admin"}
    assert set(written["pids"]) == {"up", "postgres", "broker", "mail", "ingest", "reporting"}
    assert stat.S_IMODE(folder.stack.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.tokens.stat().st_mode) == 0o600


def test_services_are_given_hashes_of_the_tokens(stack: Stack) -> None:
    path = DataFolder(stack.file.data).tokens
    grant = Tokens.load(path).identify(stack.token("feed"))
    assert grant is not None
    assert (grant.role, grant.source) == (Role.FEED, stack.file.source)
    assert stack.token("feed") not in path.read_text()


async def test_broker_keeps_what_is_produced(stack: Stack) -> None:
    await produce(stack.file.kafka, "kept", b"a record")
    assert await consume(stack.file.kafka, "kept") == b"a record"


async def test_broker_is_a_new_cluster_after_a_restart(stack: Stack) -> None:
    before = await cluster_id(stack.file.kafka)
    stack.restart("broker")
    assert await cluster_id(stack.file.kafka) != before


async def test_postgres_keeps_its_data_over_a_crash(stack: Stack) -> None:
    url = stack.file.postgres
    await execute(url, "CREATE TABLE kept AS SELECT 7 AS n")
    stack.kill("postgres")
    stack.restart("postgres")
    assert await execute(url, "SELECT n FROM kept") == 7
    assert await execute(url, "SHOW synchronous_commit") == "on"


def test_mail_ends_in_the_maildir(stack: Stack) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Opened", "a@localhost", "b@localhost"
    message.set_content("Response drifts – above target.")
    host, port = "127.0.0.1", smtp_port(stack)
    with smtplib.SMTP(host, port) as client:
        client.send_message(message)
    caught = list(mailbox.Maildir(stack.file.maildir, create=False))
    assert [(each["Subject"], each["X-RcptTo"]) for each in caught] == [("Opened", "b@localhost")]


def smtp_port(stack: Stack) -> int:
    return int(command_line(stack.file.pids["mail"]).split()[-2])


def test_a_service_can_be_killed_paused_and_restarted(stack: Stack) -> None:
    address = f"{stack.url('ingest')}/readyz"
    stack.pause("ingest")
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(address, timeout=0.3, trust_env=False)
    stack.resume("ingest")
    assert httpx.get(address, trust_env=False).status_code == 200
    stack.kill("ingest")
    stack.check()
    with pytest.raises(httpx.ConnectError):
        httpx.get(address, trust_env=False)
    stack.restart("ingest")
    assert httpx.get(address, trust_env=False).status_code == 200
    assert load_stack(stack.file.data).pids == stack.file.pids


def test_a_second_stack_on_the_same_folder_is_refused(stack: Stack) -> None:
    with pytest.raises(Failure, match="already running"):
        start(stack.file.data)


def test_a_stack_on_taken_ports_is_refused(stack: Stack, tmp_path: Path) -> None:
    base = int(stack.url("ingest").rsplit(":", 1)[1]) - 1
    with pytest.raises(Failure, match=f"port {base + 1} is in use"):
        Stack.start(tmp_path, port_base=base, services=SERVICES, definitions=HERE)


@pytest.mark.parametrize(("broker", "size"), [(Broker.EMBEDDED, 3), (Broker.KAFKA, 2)])
def test_sizes_that_there_are_not_are_refused(tmp_path: Path, broker: Broker, size: int) -> None:
    with pytest.raises(Failure, match=f"not {size}"):
        Stack.start(tmp_path, definitions=HERE, broker=broker, brokers=size)
    assert not list(tmp_path.iterdir())
