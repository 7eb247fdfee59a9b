"""The service on a real broker, database and mail server, with a clock that the test sets."""

import asyncio
import email
import email.policy
import functools
import mailbox
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal

import httpx
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiosmtpd.smtp import SMTP
from fastapi import FastAPI
from tests.brokers import idempotent
from tests.unit.alerts.builders import GENERATION, Clock, total

from oversight_alerts.app import Dependencies, build
from oversight_alerts.settings import AlertSettings
from oversight_alerts.worker.smtp import SmtpMailer
from oversight_contracts.facts.episode import EpisodeFact
from oversight_contracts.facts.facts import Fact, TotalFact, write_fact
from oversight_contracts.topics import ALERTS, FACTS
from oversight_local.stack.mail_catcher import Catcher
from oversight_local.stack.ports import HOST, choose_ports
from oversight_projection.topic_log import KafkaTopicLog
from oversight_runtime.http.tokens import Grant, Role, TokenFile, hash_token
from oversight_runtime.kafka.producer import Publisher
from oversight_runtime.kafka.topics import TopicPlan, ensure_topics

PATIENCE = 20.0


async def until(found: Callable[[], Awaitable[Any]], what: str) -> Any:
    """The first truthy answer. Fails after ``PATIENCE`` seconds."""
    deadline = time.monotonic() + PATIENCE
    while not (answer := await found()):
        assert time.monotonic() < deadline, f"{what} did not happen; last seen: {answer!r}"
        await asyncio.sleep(0.02)
    return answer


@dataclass
class Stage:
    """Everything outside the service, and the means to start it as often as one likes."""

    servers: str
    database_url: str
    folder: Path
    definitions: Path
    clock: Clock = field(default_factory=Clock)
    smtp_port: int = field(default_factory=lambda: choose_ports(0, ()).smtp)
    # Tests that set the clock on by days count the e-mails of alerts.
    digest: Literal["weekly", "never"] = "never"
    rules_without_backtest: bool = False

    # What would have ended the process.
    ended: list[BaseException] = field(default_factory=list)

    @property
    def maildir(self) -> Path:
        """Where the mail ends."""
        return self.folder / "maildir"

    def mails(self) -> list[EmailMessage]:
        """What was delivered, the oldest first."""
        box = mailbox.Maildir(self.maildir)
        raw = [box.get_bytes(key) for key in box.keys()]  # noqa: SIM118 - a mailbox is no dict
        parsed = [email.message_from_bytes(each, policy=email.policy.default) for each in raw]
        return sorted((m for m in parsed if isinstance(m, EmailMessage)), key=_age)

    async def mail(self, count: int) -> list[EmailMessage]:
        """The mail once there are ``count`` e-mails."""

        async def enough() -> list[EmailMessage]:
            return found if len(found := self.mails()) >= count else []

        found = await until(enough, f"{count} letters")
        assert isinstance(found, list)
        return found

    @asynccontextmanager
    async def mail_server(self) -> AsyncIterator[None]:
        """A mail server that keeps what it is given in the Maildir."""
        session = functools.partial(SMTP, Catcher(self.maildir), hostname="localhost")
        server = await asyncio.get_running_loop().create_server(session, HOST, self.smtp_port)
        async with server:
            yield

    async def publish(self, *facts: Fact) -> None:
        """Put facts on the fact topic."""
        plan = TopicPlan(FACTS.name, FACTS.partitions)
        await ensure_topics(self.servers, [plan], 1)
        publisher = Publisher(self.servers, idempotent=idempotent())
        for fact in facts:
            await publisher.send(FACTS.name, write_fact(fact), key=fact.key)
        await publisher.stop()

    async def published(self, count: int) -> list[EpisodeFact]:
        """The alerts topic once it holds ``count`` facts."""
        consumer = AIOKafkaConsumer(bootstrap_servers=self.servers, auto_offset_reset="earliest")
        await consumer.start()
        try:
            place = TopicPartition(ALERTS.name, 0)
            consumer.assign([place])
            await consumer.seek_to_beginning(place)
            found: list[EpisodeFact] = []

            async def enough() -> bool:
                batch = await consumer.getmany(place, timeout_ms=100)
                found.extend(
                    EpisodeFact.model_validate_json(each.value) for each in batch.get(place, ())
                )
                return len(found) >= count

            await until(enough, f"{count} facts on the alerts topic")
            return found
        finally:
            await consumer.stop()

    @asynccontextmanager
    async def service(self) -> AsyncIterator[httpx.AsyncClient]:
        """The running service, asked by the oversight office."""
        app = build(self.settings(), self._outside(), failed=self.ended.append)
        async with app.router.lifespan_context(app), _client(app) as client:
            yield client

    def _outside(self) -> Dependencies:
        mailer = SmtpMailer(HOST, self.smtp_port)
        return Dependencies(
            self.clock, KafkaTopicLog(self.servers, FACTS.name), mailer, lambda: 0.0
        )

    def settings(self) -> AlertSettings:
        """What the service is told; the token of a role is the role's name."""
        tokens = self.folder / "tokens.json"
        tokens.write_text(_tokens().model_dump_json())
        return AlertSettings(
            kafka=self.servers,
            kafka_idempotence=idempotent(),
            database_url=self.database_url,
            definitions=self.definitions,
            tokens=tokens,
            smtp_host=HOST,
            smtp_port=self.smtp_port,
            mail_from="Oversight <oversight@example.org>",
            mail_to=("officer@example.org", "deputy@example.org"),
            public_url="https://oversight.example.org",
            settling_seconds=0.1,
            mail_digest=self.digest,
            rules_without_backtest=self.rules_without_backtest,
        )


def incidents_of(day: str, generation: int = GENERATION) -> TotalFact:
    """That incidents of a day are on record: without, nothing of it is judged."""
    return total(1, 1, indicator="incidents.recorded", by="", bucket=day, generation=generation)


# Yesterday, the last day that is over.
TOLD = incidents_of("2026-07-13")


def _tokens() -> TokenFile:
    return TokenFile(
        tokens=tuple(
            Grant(sha256=hash_token(role.value), name=f"the {role} office", role=role)
            for role in (Role.OVERSIGHT, Role.SECRETARIAT)
        )
    )


def _client(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://alerts",
        headers={"Authorization": "Bearer oversight"},
    )


def _age(message: EmailMessage) -> tuple[str, str]:
    return str(message["Date"].datetime), str(message["Message-ID"])


def first_line(message: EmailMessage) -> str:
    """What the first paragraph of an e-mail's text says."""
    body = message.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return " ".join(str(body.get_content()).replace("\r", "").partition("\n\n")[0].split())
