"""An hour without a mail server, in which several threads come to stand each in another way."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import httpx
from tests.integration.alerts.stage import TOLD, Stage, first_line, until
from tests.unit.alerts.builders import NOW, arrived, cut, fed, total

from oversight_contracts.facts.arrivals import Arrivals
from oversight_contracts.facts.facts import Fact, TotalFact

# 11:02 in London: a reminder falls due before the office closes.
MORNING = NOW - timedelta(hours=4)
YESTERDAY = MORNING.date() - timedelta(days=1)
CRITICAL = "[Oversight] Critical: Priority 1 response, West Midlands Police"
FEED = "[Oversight] Critical: Feed stopped, urn:crimes"
RESPONSE = "[Oversight] Warning: Priority 2 response, West Midlands Police"
SEARCHES = "[Oversight] Warning: Stop and search, West Midlands Police"
PRIORITY_1 = total(300, 590, 10, by="grade=priority-1")
BROKEN, WORSE = total(300, 590, 10), total(200, 590, 10, revision=2)


def _searches(n: int) -> Fact:
    return total(n, indicator="stop-search.section-60", by="", bucket=f"{YESTERDAY}")


def _complaints(n: int, revision: int) -> list[TotalFact]:
    """Twenty on each of four weeks, and so many yesterday."""
    days = fed("complaints.logged", YESTERDAY - timedelta(days=30), YESTERDAY, 20)
    return [*days[:-1], days[-1].model_copy(update={"n": n, "revision": revision})]


def _crimes_until(hours_ago: int) -> list[Arrivals]:
    """Three weeks of crimes by the hour, and nothing since."""
    stopped = MORNING - timedelta(hours=hours_ago)
    starts = (stopped - timedelta(hours=back) for back in range(1, 21 * 24))
    return [arrived(start, "urn:crimes", start, crime_recorded=40) for start in starts]


async def test_after_an_hour_each_thread_is_told_once_as_it_is_by_then(stage: Stage) -> None:
    stage.clock.now = MORNING
    async with stage.service() as client:
        async with stage.mail_server():
            await stage.publish(PRIORITY_1, TOLD, cut(at=MORNING))
            (before,) = await stage.mail(1)
            assert before["Subject"] == CRITICAL
            await until(lambda: _states(client, {"delivered": 1}), "the first delivery")
        stage.clock.forward(hours=4, minutes=-5)
        days = fed("stop-search.searches", YESTERDAY - timedelta(days=7), YESTERDAY, 50)
        await stage.publish(
            *(BROKEN, *days, _searches(300), *_complaints(300, 1)),
            *(*_crimes_until(20), _now(stage)),
        )
        # Response, searches, complaints and the feed have begun; each attempt fails.
        await until(lambda: _states(client, {"queued": 4}), "four e-mails that wait")
        stage.clock.forward(minutes=10)
        await stage.publish(WORSE, *_complaints(10, 2), _now(stage))
        # Complaints are over before anybody was told, and the reminder is due.
        await until(lambda: _states(client, {"folded": 2}), "what needs no telling")
        stage.clock.forward(minutes=50)
        async with stage.mail_server():
            mails = await stage.mail(5)
            await until(lambda: _mail_waits(client, 0), "the last delivery")
            stage.clock.forward(minutes=5)
            await stage.publish(_now(stage))
            await until(lambda: _judged_at(client, stage), "an evaluation")
        assert len(stage.mails()) == 5
    after = {each["Subject"]: each for each in mails if each["Message-ID"] != before["Message-ID"]}
    assert sorted(after) == sorted((CRITICAL, FEED, RESPONSE, SEARCHES))
    assert _said(after[RESPONSE]) == "Opened: 33.3% is below the limit of 65%."
    assert _said(after[SEARCHES]).startswith("Opened: 300 ")
    assert _said(after[FEED]).startswith("Opened: No ")
    assert _said(after[CRITICAL]).startswith("Reminder: Nobody has acknowledged this.")
    assert after[CRITICAL]["In-Reply-To"] == before["Message-ID"]


def _now(stage: Stage) -> Fact:
    return cut(at=stage.clock.now)


def _said(mail: EmailMessage) -> str:
    return first_line(mail)


async def _states(client: httpx.AsyncClient, least: dict[str, int]) -> bool:
    """Whether so many notifications of all alerts are in these states."""
    found: list[str] = []
    for alert in (await client.get("/v1/alerts")).json()["alerts"]:
        view = (await client.get(f"/v1/alerts/{alert['id']}")).json()
        found += [each["state"] for each in view["notifications"]]
    return all(found.count(state) >= number for state, number in least.items())


async def _is_planned(client: httpx.AsyncClient, already_over: int) -> bool:
    """Whether all that was decided is in an e-mail, or known to need none any more.

    Decisions are recorded first: for a moment e-mails say what stood before.
    """
    found: list[dict[str, Any]] = []
    for alert in (await client.get("/v1/alerts")).json()["alerts"]:
        found += (await client.get(f"/v1/alerts/{alert['id']}")).json()["notifications"]
    folded = [each["reason"] for each in found if each["state"] == "folded"]
    return folded.count("already-over") >= already_over and None not in folded


async def _mail_waits(client: httpx.AsyncClient, number: int) -> bool:
    mail: dict[str, Any] = (await client.get("/v1/rules")).json()["mail"]
    return bool(mail["waiting"] == number)


async def _judged_at(client: httpx.AsyncClient, stage: Stage) -> bool:
    rules = (await client.get("/v1/rules")).json()
    return bool(rules["evaluated_at"] == stage.clock.now.isoformat().replace("+00:00", "Z"))
