"""The digest goes out once a period, whoever evaluates and however often."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from prometheus_client import CollectorRegistry
from tests.contract.alerts.mailers import REFUSED, FakeMailer
from tests.integration.alerts.stage import Stage, first_line, incidents_of, until
from tests.unit.alerts.builders import Clock, cut, numbered, shipped, total

from oversight_alerts.connections import MIGRATIONS, SCHEMA
from oversight_alerts.digest.schedule import Every, Schedule
from oversight_alerts.email.digest import DigestRenderer
from oversight_alerts.email.render import EmailRenderer
from oversight_alerts.metrics import Metrics
from oversight_alerts.projection.state import Projection
from oversight_alerts.repository import digests, email_outbox, threads
from oversight_alerts.threads.limits import Limits
from oversight_alerts.worker.channels.email import EmailChannel
from oversight_alerts.worker.digest_writer import DigestWriter
from oversight_alerts.worker.email_sender import EmailSender
from oversight_alerts.worker.evaluator import Evaluator
from oversight_alerts.worker.recorder import Recorder
from oversight_alerts.worker.thread_writer import ThreadWriter
from oversight_contracts.facts.facts import TotalFact
from oversight_projection.buffer import Application
from oversight_runtime.backoff import Backoff
from oversight_runtime.postgres import Pool, migrate, open_pool

URL = "https://oversight.example.org"
RULE = "priority-2-response"
CATALOGUE = replace(shipped(), rules={RULE: shipped().rules[RULE]})
BROKEN, WELL = total(300, 590, 10), total(480, 600)
# Tuesday 14 July 2026 at 15:02 in London; the digests are due on Mondays at seven.
MONDAY = datetime(2026, 7, 20, 6, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
METRIC = "oversight_alerts_digest_timestamp_seconds"


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    await migrate(database_url, SCHEMA, MIGRATIONS)
    pool = await open_pool(database_url, SCHEMA)
    yield pool
    await pool.close()


@dataclass
class Office:
    """An evaluator, begun anew as often as one likes, and what it mails."""

    pool: Pool
    clock: Clock = field(default_factory=Clock)
    mailer: FakeMailer = field(default_factory=FakeMailer)
    to: tuple[str, ...] = ("a@example.org",)
    every: Every = "weekly"

    def started(self, fact: TotalFact = WELL) -> Evaluator:
        """An evaluator of one rule, over a total of yesterday."""
        projection, yesterday = Projection(), f"{self.clock().date() - timedelta(days=1)}"
        last = cut(at=self.clock())
        fact = fact.model_copy(update={"bucket": f"{yesterday}T10"})
        facts = Application((fact, incidents_of(yesterday)), last, 2)
        projection.commit(projection.update(facts, last, "one"))
        renderer = EmailRenderer(CATALOGUE, URL)
        writer = ThreadWriter(
            self.pool, CATALOGUE, renderer.render, self.to, "example.org", Limits()
        )
        recorder = Recorder([EmailChannel(writer, self.sender(), self.clock)])
        digest = DigestWriter(
            Schedule(self.every, 7), DigestRenderer(CATALOGUE, URL).render, self.to, "example.org"
        )
        new_id = numbered(f"e{self.clock():%d%H%M%S}-")
        return Evaluator(CATALOGUE, projection, self.pool, recorder, self.clock, new_id, digest)

    def sender(self) -> EmailSender:
        """What sends it."""
        retries = Backoff(timedelta(seconds=2), timedelta(minutes=5), lambda: 1.0)
        metrics = Metrics(CollectorRegistry())
        return EmailSender(self.pool, self.mailer, "o@example.org", retries, self.clock, metrics)

    async def evaluate_at(self, now: datetime, fact: TotalFact = WELL) -> None:
        """Evaluate after a restart, and send what is due."""
        self.clock.now = now
        await self.started(fact).evaluate()
        await self.sender().send_due()

    @property
    def told(self) -> list[str]:
        """The subjects of what went out."""
        return [str(each["Subject"]) for each in self.mailer.delivered]

    async def times(self) -> tuple[datetime | None, datetime | None]:
        """When a digest was due, and when one was handed over."""
        async with self.pool.acquire() as connection:
            found = await digests.load_times(connection, Schedule(self.every, 7), self.clock())
        return found.due, found.delivered


def _summary(day: str) -> str:
    return f"[Oversight] Weekly summary, Monday {day} July 2026"


async def test_of_several_evaluators_and_after_restarts_one_goes_out(pool: Pool) -> None:
    office = Office(pool)
    await office.evaluate_at(office.clock())
    # A new installation waits for the next that is due.
    await office.evaluate_at(MONDAY - timedelta(seconds=1))
    assert office.told == []
    assert await office.times() == (None, None)
    office.clock.now = MONDAY
    several = [office.started() for _ in range(3)]
    await asyncio.gather(*(each.evaluate() for each in several))
    await office.sender().send_due()
    for hours in (1, 30, 6 * 24):
        await office.evaluate_at(MONDAY + timedelta(hours=hours))
    assert office.told == [_summary("20")]
    assert first_line(office.mailer.delivered[0]).startswith("All well: 1 series judged, none open")
    assert await office.times() == (MONDAY, MONDAY)
    await office.evaluate_at(MONDAY + WEEK)
    assert office.told == [_summary("20"), _summary("27")]
    first, second = office.mailer.delivered
    assert first["Message-ID"] == "<digest-weekly-20260720.1@example.org>"
    assert (second["In-Reply-To"], second["X-Oversight-Episodes"]) == (None, None)
    assert second["Auto-Submitted"] == "auto-generated"


async def test_after_weeks_away_the_newest_alone_goes_out_and_tells_of_all_of_them(
    pool: Pool,
) -> None:
    office = Office(pool)
    await office.evaluate_at(office.clock())
    await office.evaluate_at(MONDAY + WEEK + timedelta(days=2, hours=3))
    (message,) = office.mailer.delivered
    assert message["Subject"] == _summary("27")
    assert "this e-mail is late" in first_line(message)
    assert "Since 15:02 on Tuesday 14 July 2026:" in _text(message)


async def test_one_that_no_mail_server_took_for_a_week_gives_way_to_the_next(pool: Pool) -> None:
    office = Office(pool, mailer=FakeMailer(away=True))
    await office.evaluate_at(office.clock())
    await office.evaluate_at(MONDAY)
    office.mailer.away = False
    office.clock.now = MONDAY + WEEK
    await office.started().evaluate()
    await office.sender().send_due()
    assert office.told == [_summary("27")]
    assert "the e-mail before this one never arrived (no mail server took it in time)" in (
        first_line(office.mailer.delivered[0])
    )


async def test_one_that_was_refused_is_missed_by_its_time_and_named_in_the_next(
    pool: Pool,
) -> None:
    office = Office(pool, to=(REFUSED,))
    await office.evaluate_at(office.clock())
    await office.evaluate_at(MONDAY)
    assert await office.times() == (MONDAY, None)
    office.to = ("a@example.org",)
    await office.evaluate_at(MONDAY + WEEK)
    assert f"never arrived ({REFUSED}: 550 gone)" in first_line(office.mailer.delivered[0])


async def test_it_names_what_is_open_and_takes_no_room_from_alerts(pool: Pool) -> None:
    office = Office(pool)
    await office.evaluate_at(office.clock(), BROKEN)
    await office.evaluate_at(MONDAY, BROKEN)
    opening, summary = office.mailer.delivered
    assert opening["X-Oversight-Thread"] != summary["X-Oversight-Thread"]
    assert "1 alert is open" in first_line(summary)
    assert "Since 15:02 on Tuesday 14 July 2026:\n1 opened, 0 ended, 1 open now" in _text(summary)
    async with pool.acquire() as connection:
        assert await threads.sent_since(connection, MONDAY - timedelta(hours=1)) == []
        assert (await email_outbox.outbox(connection)).refused == 0


async def test_what_was_mute_the_last_time_is_not_called_new(pool: Pool) -> None:
    office, small = Office(pool), total(5, 10)
    await office.evaluate_at(office.clock(), small)
    await office.evaluate_at(MONDAY, small)
    await office.evaluate_at(MONDAY + WEEK, small)
    assert "become mute" not in first_line(office.mailer.delivered[1])
    assert "mute, as before" in first_line(office.mailer.delivered[1])


async def test_of_days_each_has_its_own(pool: Pool) -> None:
    office = Office(pool, every="daily")
    for days in range(4):
        await office.evaluate_at(MONDAY + timedelta(days=days))
    told = ("Tuesday 21", "Wednesday 22", "Thursday 23")
    assert office.told == [f"[Oversight] Daily summary, {day} July 2026" for day in told]


async def test_the_service_tells_when_it_was_due_and_went_out(stage: Stage) -> None:
    stage.digest = "weekly"
    await stage.publish(WELL, incidents_of("2026-07-13"), cut())
    async with stage.mail_server(), stage.service() as client:

        async def evaluated() -> bool:
            return bool((await client.get("/v1/rules")).json()["evaluated_at"])

        await until(evaluated, "an evaluation")
        rules = (await client.get("/v1/rules")).json()
        assert rules["digest"] == {
            **{"every": "weekly", "due": None, "delivered": None},
            "next": "2026-07-20T07:00:00+01:00",
        }
    stage.clock.now = MONDAY + timedelta(seconds=10)
    async with stage.mail_server(), stage.service() as client:
        (message,) = await stage.mail(1)
        assert message["Subject"] == _summary("20")
        rules = (await client.get("/v1/rules")).json()
        assert rules["digest"]["due"] == "2026-07-20T07:00:00+01:00"
    # Measured as it starts.
    async with stage.service() as client:

        async def measured() -> bool:
            lines = (await client.get("/metrics")).text.splitlines()
            told = [line.split()[1] for line in lines if line.startswith(f"{METRIC} ")]
            return [float(each) for each in told] == [stage.clock().timestamp()]

        await until(measured, "the time in the metric")
    assert len(stage.mails()) == 1


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return str(body.get_content()).replace("\r", "")
