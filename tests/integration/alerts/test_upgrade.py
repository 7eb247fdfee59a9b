"""What was waiting to be mailed before there were threads goes out after the upgrade, as it was."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from tests.contract.alerts.mailers import FakeMailer
from tests.unit.alerts.builders import NOW, SERIES, Clock, episode, fact_of

from oversight_alerts.connections import MIGRATIONS, SCHEMA
from oversight_alerts.metrics import Metrics
from oversight_alerts.repository import episodes, notifications, threads
from oversight_alerts.worker.email_sender import EmailSender
from oversight_runtime.backoff import Backoff
from oversight_runtime.postgres import Pool, migrate, open_pool

BEFORE = "0007_threads.sql"
OLD = """INSERT INTO notifications (episode, revision, transition, state, message_id, thread,
    recipients, subject, body_text, body_html, created_at, next_attempt_at, delivered_at)
VALUES ('e1', $1, $2, $3, $4, $5, '{a@example.org}', $6, 'text', '<p>html</p>', $7, $7, $8)"""


@pytest.fixture
async def pool(database_url: str, tmp_path: Path) -> AsyncIterator[Pool]:
    """A database as the version before left it, and then upgraded."""
    older = tmp_path / "older"
    older.mkdir()
    for file in sorted(MIGRATIONS.glob("*.sql")):
        if file.name < BEFORE:
            shutil.copy(file, older)
    await migrate(database_url, SCHEMA, older)
    pool = await open_pool(database_url, SCHEMA)
    async with pool.acquire() as connection:
        one = episode()
        await connection.execute(
            """INSERT INTO episodes (id, rule, force, area, breakdown, state, revision, opened_at,
                   changed_at, generation, mailed_value, fact)
               VALUES ($1, $2, $3, $4, $5, 'open', 2, $6, $6, 1, '60', $7)""",
            *(one.id, SERIES.rule, SERIES.force, SERIES.area, SERIES.by, NOW),
            fact_of(one).model_dump(mode="json"),
        )
        first: tuple[object, ...] = ("<e1.1@x>", [], "[Oversight] Opened: Response", NOW, NOW)
        await connection.execute(OLD, 1, "opened", "delivered", *first)
        second = ("<e1.2@x>", ["<e1.1@x>"], "[Oversight] Worsened: Response", NOW, None)
        await connection.execute(OLD, 2, "worsened", "queued", *second)
    await pool.close()
    await migrate(database_url, SCHEMA, MIGRATIONS)
    pool = await open_pool(database_url, SCHEMA)
    yield pool
    await pool.close()


async def test_it_goes_out_once_and_its_episode_is_in_a_thread(pool: Pool) -> None:
    clock, mailer = Clock(), FakeMailer()
    retries = Backoff(timedelta(seconds=2), timedelta(minutes=5), lambda: 1.0)
    metrics = Metrics(CollectorRegistry())
    sender = EmailSender(pool, mailer, "o@example.org", retries, clock, metrics)
    async with pool.acquire() as connection, connection.transaction():
        (before,) = await threads.load_open(connection)
    assert (before.id, before.subject) == ("te1", "[Oversight] Opened: Response")
    assert before.members[0].told
    assert before.waiting is None
    assert await sender.send_due() == 1
    assert await sender.send_due() == 0
    (message,) = mailer.delivered
    assert message["Message-ID"] == "<e1.2@x>"
    assert message["In-Reply-To"] == "<e1.1@x>"
    assert message["Subject"] == "[Oversight] Worsened: Response"
    async with pool.acquire() as connection:
        noted = await notifications.list_notifications(connection, "e1")
        assert [each["state"] for each in noted] == ["delivered", "delivered"]
        assert len(await episodes.load_states(connection)) == 1
