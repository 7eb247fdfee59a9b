"""From a cut to an e-mail that is worth opening, and no second one."""

from datetime import datetime, timedelta
from typing import Any

import asyncpg
import httpx
from tests.integration.alerts.stage import TOLD, Stage, first_line, incidents_of, until
from tests.unit.alerts.builders import GENERATION, NOW, arrived, cut, hour, shipped, total

from oversight_contracts.facts.arrivals import Arrivals

FORCE = "west-midlands"
BROKEN = total(300, 590, 10)


SUBJECT = "[Oversight] Warning: Priority 2 response, West Midlands Police"


async def test_an_episode_opens_worsens_and_resolves_in_one_thread(stage: Stage) -> None:
    async with stage.mail_server(), stage.service() as client:
        await stage.publish(BROKEN, TOLD, cut())
        (opened,) = await stage.mail(1)
        assert opened["Subject"] == SUBJECT
        assert opened["To"] == "officer@example.org, deputy@example.org"
        stage.clock.forward(seconds=1)
        await stage.publish(total(250, 590, 10, revision=2), cut())
        _, worsened = await stage.mail(2)
        assert worsened["Subject"] == SUBJECT
        assert worsened["In-Reply-To"] == opened["Message-ID"]
        assert first_line(worsened).startswith("Worsened: 41.7% is below the limit of 65%.")
        assert worsened["X-Oversight-Thread"] == opened["X-Oversight-Thread"]
        stage.clock.forward(seconds=1)
        await stage.publish(total(450, 590, 10, revision=3), cut())
        facts = await stage.published(3)
        assert [fact.transition for fact in facts] == ["opened", "worsened", "resolved"]
        assert [fact.revision for fact in facts] == [1, 2, 3]
        view = await until(lambda: _third(client), "the third transition")
        assert [each["state"] for each in view["notifications"]] == [
            *("delivered", "delivered", "folded")
        ]
        assert view["notifications"][2]["reason"] == "limit-of-the-thread"
        assert view["alert"]["state"] == "resolved"
        assert (await client.get("/v1/rules")).json()["mail"]["folded"] == 1
    # The limit is a day's.
    stage.clock.forward(days=1)
    async with stage.mail_server(), stage.service():
        mails = await stage.mail(3)
    assert first_line(mails[2]).startswith("Corrected: ")
    # A folded header begins on its second line.
    assert mails[2]["References"].split() == [opened["Message-ID"], worsened["Message-ID"]]


async def _third(client: httpx.AsyncClient) -> Any:
    view = await _view(client)
    return view if view and len(view["notifications"]) == 3 else None


async def test_nothing_is_mailed_before_a_cut_nor_without_a_breach(stage: Stage) -> None:
    async with stage.mail_server(), stage.service() as client:
        await stage.publish(total(500, 590, 10), TOLD, cut(), total(1, 590, 10, revision=2))
        rules = await until(lambda: _evaluated(client), "an evaluation")
        assert rules["current"]
        assert stage.mails() == []
        response = next(each for each in rules["rules"] if each["id"] == "priority-2-response")
        force = next(each for each in response["series"] if each["force"] == "west-midlands")
        assert (force["state"], force["reason"]) == ("well", "within-limit")
        assert force["numerator"] == 500


async def test_a_rebuild_mails_nobody_and_what_gets_worse_after_it_is_told(stage: Stage) -> None:
    later = GENERATION + 1
    async with stage.mail_server(), stage.service() as client:
        await stage.publish(total(500, 590, 10), TOLD, cut())
        await until(lambda: _evaluated(client), "an evaluation")
        await stage.publish(
            total(300, 590, 10, generation=later),
            incidents_of("2026-07-13", later),
            cut(generation=later),
        )
        (opened,) = await stage.published(1)
        assert stage.mails() == []
        view = (await client.get(f"/v1/alerts/{opened.id}")).json()
        assert [each["reason"] for each in view["notifications"]] == ["recomputed"]
        stage.clock.forward(seconds=1)
        worse = total(200, 590, 10, generation=later, revision=2)
        await stage.publish(worse, cut(generation=later))
        (mail,) = await stage.mail(1)
        assert first_line(mail).startswith("Worsened: ")


async def test_totals_of_other_definitions_end_the_service_unapplied(stage: Stage) -> None:
    later = GENERATION + 1
    async with stage.service() as client:
        await stage.publish(total(500, 590, 10), TOLD, cut())
        await until(lambda: _evaluated(client), "an evaluation")
        await stage.publish(
            total(300, 590, 10, generation=later), cut(generation=later, definitions="changed")
        )
        (error,) = await until(lambda: _ended(stage), "the end")
        assert "started again" in str(error)
        position = (await client.get("/v1/position", headers={"Authorization": ""})).json()
        assert position["generation"] == GENERATION


async def _ended(stage: Stage) -> list[BaseException]:
    return stage.ended


async def test_a_restart_mails_nothing_twice(stage: Stage) -> None:
    async with stage.mail_server():
        async with stage.service():
            await stage.publish(BROKEN, TOLD, cut(offset=7))
            (first,) = await stage.mail(1)
        stage.clock.forward(minutes=5)
        async with stage.service() as client:
            rules = await until(lambda: _evaluated(client), "an evaluation")
            assert rules["mail"] | {"last_delivered": None} == {
                "waiting": 0,
                "oldest": None,
                "last_delivered": None,
                "refused": 0,
                "refusal": None,
                "folded": 0,
            }
            position = (await client.get("/v1/position", headers={"Authorization": ""})).json()
            reached = [{"partition": 0, "log": "events", "offset": 7}]
            assert position == {
                "generation": GENERATION,
                "definitions": shipped().counting_hash,
                "positions": reached,
                "judged": reached,
            }
            # What was true before the restart goes on: the same episode gets worse.
            await stage.publish(total(250, 590, 10, revision=2), cut(offset=8))
            mails = await stage.mail(2)
        assert mails[1]["In-Reply-To"] == first["Message-ID"]


async def test_while_mail_is_away_emails_wait_and_keep_their_id(stage: Stage) -> None:
    async with stage.service() as client:
        await stage.publish(BROKEN, TOLD, cut())
        waiting = await until(lambda: _failed(client), "a failed attempt")
        assert waiting["state"] == "queued"
        assert (await client.get("/readyz")).status_code == 200
    async with stage.service() as client, stage.mail_server():
        # Not due yet: half of two seconds, the chance being 0.
        stage.clock.forward(minutes=3)
        (mail,) = await stage.mail(1)
        assert mail["Message-ID"] == waiting["message_id"]
        delivered = await until(lambda: _delivered(client), "a delivery")
        assert delivered["attempts"] == waiting["attempts"] + 1
        assert delivered["message_id"] == waiting["message_id"]


async def test_a_rebuild_mails_nobody(stage: Stage) -> None:
    async with stage.mail_server(), stage.service() as client:
        await stage.publish(BROKEN, TOLD, cut())
        await stage.mail(1)
        later = GENERATION + 1
        await stage.publish(
            total(1, 590, generation=later),
            incidents_of("2026-07-13", later),
            cut(generation=later, complete=False),
            # Worse by more than the rule asks for, but only because it is counted otherwise.
            total(250, 590, 10, generation=later, revision=2),
            cut(generation=later, offset=9),
        )
        await until(lambda: _looked_at(client, later), "an evaluation of the new generation")
        assert len(stage.mails()) == 1
        # From there it is measured as ever.
        await stage.publish(
            total(200, 590, 10, generation=later, revision=3), cut(generation=later)
        )
        mails = await stage.mail(2)
        assert first_line(mails[1]).startswith("Worsened: ")


async def test_a_load_of_old_records_mails_nobody(stage: Stage) -> None:
    async with stage.mail_server(), stage.service() as client:
        old = [total(1, 900, bucket=f"2019-0{month}-14T10") for month in range(1, 10)]
        await stage.publish(*old, cut())
        rules = await until(lambda: _evaluated(client), "an evaluation")
        states = {each["state"] for rule in rules["rules"] for each in rule["series"]}
        assert states <= {"well", "mute"}
        assert stage.mails() == []


async def test_another_day_is_judged_once_it_is_over(stage: Stage) -> None:
    async with stage.mail_server():
        async with stage.service():
            await stage.publish(
                *(BROKEN, TOLD),
                *(total(600, 600, bucket="2026-07-14T20"), incidents_of("2026-07-14")),
                cut(),
            )
            await stage.mail(1)
        stage.clock.now = NOW + timedelta(hours=22)
        async with stage.service():
            _, resolved = await stage.mail(2)
        assert "100.0%" in first_line(resolved)


async def test_hours_that_differ_are_told_once_and_their_end_too(stage: Stage) -> None:
    wrong, other = hour("T09", counted=97), hour("T09", source="urn:other")
    async with stage.mail_server():
        async with stage.service() as client:
            await stage.publish(other, cut())
            await until(lambda: _evaluated(client), "an evaluation")
            await stage.publish(wrong, cut())
            (opened,) = await stage.mail(1)
            assert opened["Subject"] == "[Oversight] Critical: Events accounted for, urn:feed"
            assert "3 events without an outcome" in first_line(opened)
            (fact,) = await stage.published(1)
            assert (fact.indicator, fact.by) == ("events.unaccounted", "source=urn:feed")
        stage.clock.forward(minutes=5)
        async with stage.service() as client:
            rules = await until(lambda: _evaluated(client), "an evaluation")
            (rule,) = [each for each in rules["rules"] if each["id"] == "events-accounted-for"]
            states = {each["by"]: each["state"] for each in rule["series"]}
            assert states == {"source=urn:feed": "open", "source=urn:other": "well"}
            assert len(stage.mails()) == 1
            clean = hour("T10", at=NOW + timedelta(hours=1))
            await stage.publish(clean, cut())
            _, resolved = await stage.mail(2)
            assert resolved["In-Reply-To"] == opened["Message-ID"]


async def test_hours_of_long_ago_mail_nobody(stage: Stage) -> None:
    stage.clock.forward(days=12)
    async with stage.mail_server(), stage.service() as client:
        await stage.publish(hour("T09", counted=97), cut())
        rules = await until(lambda: _evaluated(client), "an evaluation")
        (rule,) = [each for each in rules["rules"] if each["id"] == "events-accounted-for"]
        assert rule["series"] == []
        assert stage.mails() == []


USUAL = {"created": 40, "arrived": 25, "crime_recorded": 10}


def _hours(since: datetime, number: int, **stages: int) -> list[Arrivals]:
    """As much of each stage in so many hours from ``since`` on."""
    starts = (since + timedelta(hours=n) for n in range(number))
    return [arrived(start, "urn:feed", start, **stages) for start in starts]


async def test_where_arrivals_stop_one_email_names_the_feed_and_none_response(
    stage: Stage,
) -> None:
    stopped = stage.clock.now - timedelta(hours=20)
    stalled = "kind=incident,source=urn:feed,stage=arrived"
    async with stage.mail_server(), stage.service() as client:
        await stage.publish(
            *_hours(stopped - timedelta(days=21), 21 * 24, **USUAL),
            *_hours(stopped, 20, created=40, crime_recorded=10),
            *(BROKEN, TOLD, cut()),
        )
        (opened,) = await stage.mail(1)
        assert opened["Subject"] == "[Oversight] Critical: Feed stopped, urn:feed"
        assert first_line(opened).startswith("Opened: No arrivals at incidents came from urn:feed")
        (fact,) = await stage.published(1)
        assert (fact.indicator, fact.force, fact.by) == ("feeds.pace", FORCE, stalled)
        assert (fact.value, fact.threshold, fact.numerator) == (0.0, 10.0, 0)
        rules = {each["id"]: each for each in (await client.get("/v1/rules")).json()["rules"]}
        states = {each["by"]: each for each in rules["feed-stopped"]["series"]}
        assert states[stalled]["state"] == "open"
        assert states["kind=incident,source=urn:feed"]["verdict"] == "within-limit"
        response = next(
            each for each in rules["priority-2-response"]["series"] if each["force"] == FORCE
        )
        assert (response["verdict"], response["state"]) == ("feed-silent", "mute")
        assert response["missing"].startswith("arrivals at incidents have stopped coming from")
        # What comes late puts it right.
        again = arrived(stage.clock.now - timedelta(hours=1), "urn:feed", stage.clock.now, **USUAL)
        await stage.publish(again, total(500, 590, 10, revision=2), cut())
        _, resolved = await stage.mail(2)
        assert resolved["In-Reply-To"] == opened["Message-ID"]
        assert len(await stage.published(2)) == 2
        # What has been lost for good is no miss: of the day before all came.
        day_before = total(90, 100, bucket="2026-07-12T10")
        await stage.publish(day_before, total(300, 350, 250, revision=3), cut())
        lost = await until(lambda: _lacking(client), "that the day is not judged")
        assert lost.startswith("250 of 600 of 13 July 2026 have not come since: arrivals at ")
        assert len(stage.mails()) == 2


async def _lacking(client: httpx.AsyncClient) -> str:
    rules = {each["id"]: each for each in (await client.get("/v1/rules")).json()["rules"]}
    series = rules["priority-2-response"]["series"]
    found = next(each for each in series if each["force"] == FORCE)
    return str(found["missing"]) if found["verdict"] == "records-missing" else ""


async def test_where_incidents_stop_and_crimes_go_on_one_email_says_so(stage: Stage) -> None:
    stopped = stage.clock.now
    async with stage.mail_server():
        async with stage.service() as client:
            await stage.publish(
                *_hours(stopped - timedelta(days=21), 21 * 24, **USUAL),
                *_hours(stopped, 5, crime_recorded=10),
                cut(),
            )
            await until(lambda: _evaluated(client), "an evaluation")
            assert stage.mails() == []
        # Nothing comes from Kafka: the clock alone tells.
        stage.clock.forward(hours=5)
        async with stage.service():
            (opened,) = await stage.mail(1)
            assert first_line(opened).startswith("Opened: No events about incidents came")
            assert [each.by for each in await stage.published(1)] == [
                "kind=incident,source=urn:feed"
            ]


async def _evaluated(client: httpx.AsyncClient) -> Any:
    rules = (await client.get("/v1/rules")).json()
    return rules if rules["evaluated_at"] and rules["current"] else None


async def _view(client: httpx.AsyncClient) -> Any:
    alerts = (await client.get("/v1/alerts")).json()["alerts"]
    return (await client.get(f"/v1/alerts/{alerts[0]['id']}")).json() if alerts else None


async def _notification(client: httpx.AsyncClient) -> Any:
    view = await _view(client)
    return view["notifications"][0] if view else None


async def _failed(client: httpx.AsyncClient) -> Any:
    found = await _notification(client)
    return found if found and found["last_error"] else None


async def _delivered(client: httpx.AsyncClient) -> Any:
    found = await _notification(client)
    return found if found and found["state"] == "delivered" else None


async def _looked_at(client: httpx.AsyncClient, generation: int) -> bool:
    return bool((await client.get("/v1/rules")).json()["generation"] == generation)


async def test_a_restored_database_learns_from_the_topic_what_it_has_told(stage: Stage) -> None:
    async with stage.mail_server():
        async with stage.service():
            await stage.publish(BROKEN, TOLD, cut())
            await stage.mail(1)
            (opened,) = await stage.published(1)
        # As a backup from before has it.
        await _forget_episodes(stage)
        async with stage.service() as client:
            await until(lambda: _evaluated(client), "an evaluation")
            view = (await client.get(f"/v1/alerts/{opened.id}")).json()
            assert view["alert"] == opened.model_dump(mode="json")
            assert [each["state"] for each in view["notifications"]] == ["withheld"]
            assert len((await client.get("/v1/alerts")).json()["alerts"]) == 1
            # And goes on with it.
            stage.clock.forward(seconds=1)
            await stage.publish(total(450, 590, 10, revision=3), cut())
            _, resolved = await stage.published(2)
            assert (resolved.id, resolved.transition) == (opened.id, "resolved")
            assert len(await stage.mail(2)) == 2


async def _forget_episodes(stage: Stage) -> None:
    connection = await asyncpg.connect(stage.database_url)
    await connection.execute("TRUNCATE alerts.episodes, alerts.threads CASCADE")
    await connection.close()
