"""What an evaluation records: all of it or nothing, and nothing twice."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from tests.contract.alerts.mailers import LATER, REFUSED, FakeMailer
from tests.integration.alerts.stage import incidents_of
from tests.unit.alerts.builders import Clock, cut, numbered, shipped, total

from oversight_alerts.connections import MIGRATIONS, SCHEMA
from oversight_alerts.email.render import EmailRenderer
from oversight_alerts.metrics import Metrics
from oversight_alerts.projection.state import Projection
from oversight_alerts.repository import email_outbox, episode_outbox, episodes, notifications
from oversight_alerts.repository.episodes import Overtaken
from oversight_alerts.threads.limits import Limits
from oversight_alerts.worker.channels.email import EmailChannel
from oversight_alerts.worker.email_sender import LEASE, EmailSender
from oversight_alerts.worker.episode_publisher import EpisodePublisher
from oversight_alerts.worker.evaluator import Evaluator
from oversight_alerts.worker.recorder import Recorder
from oversight_alerts.worker.smtp import Mailer
from oversight_alerts.worker.thread_writer import ThreadWriter
from oversight_contracts.facts.episode import EpisodeFact
from oversight_contracts.facts.facts import TotalFact
from oversight_projection.buffer import Application
from oversight_runtime.backoff import Backoff
from oversight_runtime.kafka.producer import KafkaUnavailable
from oversight_runtime.postgres import Pool, migrate, open_pool

CATALOGUE = shipped()
BROKEN = total(300, 590, 10)


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    await migrate(database_url, SCHEMA, MIGRATIONS)
    pool = await open_pool(database_url, SCHEMA)
    yield pool
    await pool.close()


def _evaluator(
    pool: Pool,
    clock: Clock,
    new_id: Callable[[], str],
    rules: tuple[str, ...] = (),
    fact: TotalFact = BROKEN,
    to: tuple[str, ...] = ("a@example.org",),
) -> Evaluator:
    catalogue = CATALOGUE
    if rules:
        catalogue = replace(CATALOGUE, rules={name: CATALOGUE.rules[name] for name in rules})
    projection = Projection()
    facts = Application((fact, incidents_of(fact.bucket[:10])), cut(), 2)
    projection.commit(projection.update(facts, cut(), "one"))
    renderer = EmailRenderer(catalogue, "https://oversight.example.org")
    writer = ThreadWriter(pool, catalogue, renderer.render, to, "example.org", Limits())
    recorder = Recorder([EmailChannel(writer, _sender(pool, FakeMailer(), clock), clock)])
    return Evaluator(catalogue, projection, pool, recorder, clock, new_id)


def _sender(pool: Pool, mailer: Mailer, clock: Clock) -> EmailSender:
    retries = Backoff(timedelta(seconds=2), timedelta(minutes=5), lambda: 1.0)
    metrics = Metrics(CollectorRegistry())
    return EmailSender(pool, mailer, "o@example.org", retries, clock, metrics)


async def _facts(pool: Pool) -> list[EpisodeFact]:
    async with pool.acquire() as connection:
        return await episodes.list_episodes(connection, (), None, None, 10)


async def test_evaluating_again_changes_nothing(pool: Pool) -> None:
    evaluator = _evaluator(pool, Clock(), numbered())
    for _ in range(3):
        await evaluator.evaluate()
    (fact,) = await _facts(pool)
    assert (fact.id, fact.revision) == ("e1", 1)


async def test_of_two_that_open_the_same_at_once_one_does(pool: Pool) -> None:
    pair = [_evaluator(pool, Clock(), numbered(prefix)) for prefix in ("a", "b")]
    outcomes = await asyncio.gather(*(e.evaluate() for e in pair), return_exceptions=True)
    assert len(await _facts(pool)) == 1
    assert all(isinstance(each, Overtaken) for each in outcomes if isinstance(each, Exception))
    async with pool.acquire() as connection:
        assert (await email_outbox.outbox(connection)).waiting == 1


async def test_a_withdrawn_rule_ends_its_episodes_without_mail(pool: Pool) -> None:
    clock = Clock()
    await _evaluator(pool, clock, numbered()).evaluate()
    await _evaluator(pool, clock, numbered("other"), ("complaints-surge",)).evaluate()
    (fact,) = await _facts(pool)
    assert (fact.state, fact.transition, fact.numerator) == ("resolved", "resolved", 300)
    async with pool.acquire() as connection:
        noted = await notifications.list_notifications(connection, fact.id)
        assert (await email_outbox.outbox(connection)).waiting == 0
    # What nobody was told of by then needs no telling.
    assert [each["reason"] for each in noted] == ["already-over", "rule-withdrawn"]


class FakePublisher:
    """Keeps what it is sent; fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.sent: list[tuple[bytes | None, int]] = []

    async def send(self, topic: str, value: bytes, *, key: bytes | None = None) -> tuple[int, int]:
        if self.failures:
            self.failures -= 1
            raise KafkaUnavailable("away")
        self.sent.append((key, EpisodeFact.model_validate_json(value).revision))
        return 0, 0


async def test_a_transition_is_published_once_the_broker_keeps_it(pool: Pool) -> None:
    await _evaluator(pool, Clock(), numbered()).evaluate()
    kafka = FakePublisher(failures=1)
    publisher = EpisodePublisher(pool, kafka, Clock())
    with pytest.raises(KafkaUnavailable):
        await publisher.publish()
    assert await publisher.publish() == 1
    assert await publisher.publish() == 0
    assert kafka.sent == [(b"e1", 1)]


async def test_another_cluster_is_told_of_every_episode_as_it_stands(pool: Pool) -> None:
    clock = Clock()
    await _evaluator(pool, clock, numbered()).evaluate()
    await _evaluator(pool, clock, numbered("other"), ("complaints-surge",)).evaluate()
    kafka = FakePublisher()
    publisher = EpisodePublisher(pool, kafka, clock)
    await publisher.publish()
    async with pool.acquire() as connection:
        await episode_outbox.publish_again(connection)
    assert await publisher.publish() == 1
    assert kafka.sent == [(b"e1", 1), (b"e1", 2), (b"e1", 2)]


async def test_an_email_waits_longer_after_each_failure_and_keeps_its_id(pool: Pool) -> None:
    clock, mailer = Clock(), FakeMailer(away=True)
    await _evaluator(pool, clock, numbered()).evaluate()
    retries = Backoff(timedelta(seconds=2), timedelta(minutes=5), lambda: 1.0)
    metrics = Metrics(CollectorRegistry())
    sender = EmailSender(pool, mailer, "o@example.org", retries, clock, metrics)
    for seconds in (2, 4, 8):
        assert await sender.send_due() == 1
        clock.forward(seconds=seconds - 0.001)
        assert await sender.send_due() == 0
        clock.forward(seconds=0.001)
    mailer.away = False
    assert await sender.send_due() == 1
    clock.forward(days=1)
    assert await sender.send_due() == 0
    assert [message["Message-ID"] for message in mailer.delivered] == ["<te1.1@example.org>"]


async def test_an_email_that_a_recipient_is_refused_of_is_told_of_in_the_metrics(
    pool: Pool,
) -> None:
    clock, registry = Clock(), CollectorRegistry()
    await _evaluator(pool, clock, numbered(), to=("a@example.org", REFUSED)).evaluate()
    retries = Backoff(timedelta(seconds=2), timedelta(minutes=5), lambda: 1.0)
    sender = EmailSender(pool, FakeMailer(), "o@example.org", retries, clock, Metrics(registry))
    assert await sender.send_due() == 1
    assert _outcomes(registry) == {"delivered": 1, "refused": 1, "failed": 0, "undeliverable": 0}
    (email,) = await _emails(pool)
    assert (email["state"], email["refused"]) == ("delivered", {REFUSED: "550 gone"})


async def test_an_email_that_everyone_is_refused_of_ends_and_is_told_by_other_means(
    pool: Pool,
) -> None:
    clock, registry = Clock(), CollectorRegistry()
    await _evaluator(pool, clock, numbered(), to=(REFUSED,)).evaluate()
    retries = Backoff(timedelta(seconds=2), timedelta(minutes=5), lambda: 1.0)
    sender = EmailSender(pool, FakeMailer(), "o@example.org", retries, clock, Metrics(registry))
    assert await sender.send_due() == 1
    clock.forward(days=1)
    assert await sender.send_due() == 0
    assert _outcomes(registry) == {"delivered": 0, "refused": 0, "failed": 0, "undeliverable": 1}
    (email,) = await _emails(pool)
    assert (email["state"], email["last_error"]) == ("refused", f"{REFUSED}: 550 gone")
    async with pool.acquire() as connection:
        outbox = await email_outbox.outbox(connection)
    assert (outbox.waiting, outbox.refused, outbox.refusal) == (0, 1, f"{REFUSED}: 550 gone")


async def test_who_is_refused_for_now_gets_it_later_and_the_others_not_twice(pool: Pool) -> None:
    clock, mailer = Clock(), FakeMailer()
    await _evaluator(pool, clock, numbered(), to=("a@example.org", LATER)).evaluate()
    sender = _sender(pool, mailer, clock)
    for _ in range(3):
        assert await sender.send_due() == 1
        clock.forward(minutes=5)
    assert mailer.recipients == ["a@example.org"]
    (email,) = await _emails(pool)
    assert (email["state"], email["last_error"]) == ("queued", f"{LATER}: 451 later")


def _outcomes(registry: CollectorRegistry) -> dict[str, float | None]:
    name = "oversight_alerts_notifications_total"
    outcomes = ("delivered", "refused", "failed", "undeliverable")
    return {each: registry.get_sample_value(name, {"outcome": each}) for each in outcomes}


async def _emails(pool: Pool) -> list[dict[str, Any]]:
    async with pool.acquire() as connection:
        return await notifications.list_notifications(connection, "e1")


async def test_what_waits_for_a_mail_server_is_written_as_things_stand(pool: Pool) -> None:
    clock, mailer = Clock(), FakeMailer(away=True)
    sender = _sender(pool, mailer, clock)
    await _evaluator(pool, clock, numbered()).evaluate()
    assert await sender.send_due() == 1
    clock.forward(minutes=5)
    await _evaluator(pool, clock, numbered("other"), fact=total(300, 590, 10)).evaluate()
    mailer.away = False
    assert await sender.send_due() == 1
    (message,) = mailer.delivered
    assert _first_line(message) == "Opened: 50.0% is below the limit of 65%."
    assert message["Message-ID"] == "<te1.1@example.org>"


async def test_an_opening_that_is_over_before_it_could_go_is_not_sent(pool: Pool) -> None:
    clock, mailer = Clock(), FakeMailer(away=True)
    sender = _sender(pool, mailer, clock)
    await _evaluator(pool, clock, numbered()).evaluate()
    assert await sender.send_due() == 1
    clock.forward(hours=1)
    await _evaluator(pool, clock, numbered("other"), fact=total(450, 600)).evaluate()
    mailer.away = False
    assert await sender.send_due() == 0
    assert [(each["state"], each["reason"]) for each in await _emails(pool)] == [
        ("folded", "already-over"),
        ("folded", "already-over"),
    ]


async def test_what_the_mail_server_may_have_is_repeated_as_it_was(pool: Pool) -> None:
    clock, mailer = Clock(), FakeMailer(lost=True)
    sender = _sender(pool, mailer, clock)
    await _evaluator(pool, clock, numbered()).evaluate()
    assert await sender.send_due() == 1
    clock.forward(minutes=5)
    # Over by now, which is told behind it.
    await _evaluator(pool, clock, numbered("other"), fact=total(450, 600)).evaluate()
    mailer.lost = False
    assert await sender.send_due() == 2
    first, again, over = mailer.delivered
    assert first.as_bytes() == again.as_bytes()
    assert _first_line(over).startswith("Corrected: as records stand now")
    assert over["In-Reply-To"] == first["Message-ID"]
    assert over["Subject"] == first["Subject"]


async def test_a_thread_goes_on_for_a_day_and_no_more_than_two_emails_go_out_in_one(
    pool: Pool,
) -> None:
    clock, mailer = Clock(), FakeMailer()
    sender, broken, clean = _sender(pool, mailer, clock), BROKEN, total(450, 600)
    for number, fact in enumerate([broken, clean, broken, clean, broken]):
        await _evaluator(pool, clock, numbered(f"e{number}-"), fact=fact).evaluate()
        await sender.send_due()
        clock.forward(hours=1)
    assert [_first_line(each)[:9] for each in mailer.delivered] == ["Opened: 5", "Corrected"]
    assert "none goes out" in str(mailer.delivered[1].get_body(("plain",)))
    # Then one tells how it stands.
    clock.forward(hours=19)
    worse = total(240, 590, 10, bucket="2026-07-14T10")
    await _evaluator(pool, clock, numbered("x"), fact=worse).evaluate()
    await sender.send_due()
    assert _first_line(mailer.delivered[2]) == "Opened: 40.0% is below the limit of 65%."
    assert mailer.delivered[2]["References"].split() == [
        each["Message-ID"] for each in mailer.delivered[:2]
    ]
    async with pool.acquire() as connection:
        between = await notifications.list_notifications(connection, "e2-1")
        last = await notifications.list_notifications(connection, "e4-1")
    assert {(each["state"], each["reason"]) for each in between} == {("folded", "already-over")}
    # It opened and got worse meanwhile, which one e-mail tells.
    assert [each["state"] for each in last] == ["delivered", "delivered"]
    assert len({each["message_id"] for each in last}) == 1


async def test_after_a_day_of_quiet_it_is_another_thread(pool: Pool) -> None:
    clock, mailer = Clock(), FakeMailer()
    sender = _sender(pool, mailer, clock)
    for number, within in enumerate([300, 450, 450, 300]):
        fact = total(within, 590, 10, bucket=f"2026-07-{13 + number}T10")
        await _evaluator(pool, clock, numbered(f"e{number}-"), fact=fact).evaluate()
        await sender.send_due()
        clock.forward(hours=24)
    assert len(mailer.delivered) == 3
    assert mailer.delivered[2]["References"] is None
    assert mailer.delivered[2]["X-Oversight-Thread"] == "te3-1"


def _first_line(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return " ".join(str(body.get_content()).partition("\n\n")[0].split())


async def test_an_email_of_a_sender_that_died_is_sent_by_another(pool: Pool) -> None:
    clock, mailer = Clock(), FakeMailer()
    await _evaluator(pool, clock, numbered()).evaluate()
    async with pool.acquire() as connection:
        assert await email_outbox.claim(connection, clock(), LEASE) is not None
    retries = Backoff(timedelta(seconds=2), timedelta(minutes=5), lambda: 1.0)
    metrics = Metrics(CollectorRegistry())
    sender = EmailSender(pool, mailer, "o@example.org", retries, clock, metrics)
    assert await sender.send_due() == 0
    clock.now += LEASE
    assert await sender.send_due() == 1
