"""What the oversight office asks and does: acknowledge, silence, and know that silence is well."""

from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest
from tests.integration.alerts.stage import TOLD, Stage, until
from tests.unit.alerts.builders import NOW, cut, fed, total

BROKEN = total(300, 590, 10)
UNTIL = (NOW + timedelta(hours=2)).isoformat()
SILENCE = {"rule": "priority-2-response", "until": UNTIL, "reason": "planned exercise"}


async def _alert(client: httpx.AsyncClient) -> Any:
    alerts = (await client.get("/v1/alerts")).json()["alerts"]
    return alerts[0] if alerts else None


async def _view(client: httpx.AsyncClient, episode: str) -> Any:
    return (await client.get(f"/v1/alerts/{episode}")).json()


async def test_an_acknowledgement_names_who_and_mails_nobody(stage: Stage) -> None:
    async with stage.mail_server(), stage.service() as client:
        await stage.publish(BROKEN, TOLD, cut())
        await stage.mail(1)
        episode = (await _alert(client))["id"]
        for _ in range(2):
            said = {"by": "A. Officer", "note": "Asked the control room."}
            answer = await client.post(f"/v1/alerts/{episode}/acknowledge", json=said)
            assert answer.status_code == 200
            alert = answer.json()["alert"]
            assert (alert["state"], alert["revision"]) == ("acknowledged", 2)
            assert alert["acknowledged_by"] == "A. Officer (the oversight office)"
            assert alert["note"] == "Asked the control room."
            assert alert["numerator"] == 300
        facts = await stage.published(2)
        assert [fact.transition for fact in facts] == ["opened", "acknowledged"]
        stage.clock.forward(seconds=1)
        await stage.publish(total(450, 590, 10, revision=2), cut())
        _, resolved = await stage.mail(2)
        assert "A. Officer (the oversight office): Asked" in resolved.as_string()
        view = await _view(client, episode)
        assert [each["transition"] for each in view["history"]] == [
            "opened",
            "acknowledged",
            "resolved",
        ]
        assert [each["reason"] for each in view["notifications"]] == [None, "acknowledgement", None]
        conflict = await client.post(f"/v1/alerts/{episode}/acknowledge")
        assert conflict.status_code == 409


async def test_an_acknowledgement_can_be_taken_back(stage: Stage) -> None:
    async with stage.mail_server(), stage.service() as client:
        await stage.publish(BROKEN, TOLD, cut())
        await stage.mail(1)
        path = f"/v1/alerts/{(await _alert(client))['id']}/acknowledge"
        taken_on = (await client.post(path)).json()["alert"]
        assert taken_on["acknowledged_by"] == "the oversight office"
        other = await client.post(path, json={"note": "Another note."})
        assert other.status_code == 409
        assert "taken on by the oversight office: take that back first" in other.text
        for _ in range(2):
            alert = (await client.delete(path)).json()["alert"]
            assert (alert["state"], alert["revision"]) == ("open", 3)
            assert alert["acknowledged_by"] is None
            assert alert["note"] == "taken back by the oversight office"
        facts = await stage.published(3)
        assert [fact.transition for fact in facts] == ["opened", "acknowledged", "unacknowledged"]
        assert (await client.delete("/v1/alerts/e-0/acknowledge")).status_code == 404
        refused = await client.post(path, json={"note": "x" * 501})
        assert refused.status_code == 422
        assert "note" in refused.text


async def test_what_opens_under_a_silence_is_mailed_when_it_ends(stage: Stage) -> None:
    async with stage.mail_server(), stage.service() as client:
        made = (await client.post("/v1/silences", json=SILENCE)).json()
        assert made["created_by"] == "the oversight office"
        await stage.publish(BROKEN, TOLD, cut())
        alert = await until(lambda: _alert(client), "an alert")
        (withheld,) = (await _view(client, alert["id"]))["notifications"]
        assert (withheld["state"], withheld["reason"]) == ("withheld", "silenced")
        assert stage.mails() == []
        assert (await client.delete(f"/v1/silences/{made['id']}")).status_code == 204
        assert (await client.get("/v1/silences")).json() == {"silences": []}
        ended = (await client.get(f"/v1/silences/{made['id']}")).json()
        assert ended == {**made, "ended_at": ended["ended_at"], "ended_by": "the oversight office"}
        assert datetime.fromisoformat(ended["until"]) == NOW + timedelta(hours=2)
        assert datetime.fromisoformat(ended["ended_at"]) == stage.clock()
        over = (await client.get("/v1/silences", params={"over": "true"})).json()
        assert over == {"silences": [ended]}
        (mail,) = await stage.mail(1)
        assert mail["X-Oversight-Episodes"] == alert["id"]
        assert mail["Subject"] == "[Oversight] Warning: Priority 2 response, West Midlands Police"
        assert (await client.delete(f"/v1/silences/{made['id']}")).status_code == 404


async def test_what_opens_and_resolves_under_a_silence_is_never_mailed(stage: Stage) -> None:
    async with stage.mail_server(), stage.service() as client:
        await client.post("/v1/silences", json=SILENCE)
        await stage.publish(BROKEN, TOLD, cut())
        alert = await until(lambda: _alert(client), "an alert")
        await stage.publish(total(450, 590, 10, revision=2), cut())

        async def resolved() -> Any:
            found = await _view(client, alert["id"])
            return found if found["alert"]["state"] == "resolved" else None

        view = await until(resolved, "the resolution")
        reasons = [each["reason"] for each in view["notifications"]]
        assert reasons == ["silenced", "opening-never-announced"]
        assert stage.mails() == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rule": "no-such-rule"}, "rule"),
        ({"area": "atlantis"}, "area"),
        ({"force": "atlantis"}, "force"),
        ({"until": NOW.isoformat()}, "until"),
        ({"until": (NOW + timedelta(days=93)).isoformat()}, "until"),
        ({"until": "2026-07-15T00:00:00"}, "body.until"),
        ({"reason": ""}, "body.reason"),
        ({"rule": None}, "body"),
        ({"rul": "typo"}, "body.rul"),
    ],
)
async def test_a_silence_that_cannot_be_is_refused(
    stage: Stage, change: dict[str, str], field: str
) -> None:
    async with stage.service() as client:
        answer = await client.post("/v1/silences", json={**SILENCE, **change})
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert [each["field"] for each in answer.json()["errors"]] == [field]


async def test_only_the_oversight_office_may_ask(stage: Stage) -> None:
    async with stage.service() as client:
        for path in ("/v1/alerts", "/v1/alerts/x", "/v1/rules", "/v1/silences"):
            assert (await client.get(path)).status_code in (200, 404)
            nobody = await client.get(path, headers={"Authorization": ""})
            assert nobody.status_code == 401
            secretariat = await client.get(path, headers={"Authorization": "Bearer secretariat"})
            assert secretariat.status_code == 403
        assert (await client.post("/v1/alerts/x/acknowledge")).status_code == 404


async def test_alerts_are_filtered(stage: Stage) -> None:
    async with stage.mail_server(), stage.service() as client:
        # A week is judged where it has all its records.
        week = fed("incidents.recorded", date(2026, 7, 7), date(2026, 7, 14))
        await stage.publish(BROKEN, total(50, 590, area="birmingham"), *week, cut())
        await stage.published(2)

        async def areas(**query: str) -> list[str]:
            found = (await client.get("/v1/alerts", params=query)).json()["alerts"]
            return sorted(each["area"] for each in found)

        assert await areas() == ["birmingham", "force"]
        assert await areas(area="force") == ["force"]
        assert await areas(rule="priority-2-response-by-area") == ["birmingham"]
        assert await areas(state="open") == ["birmingham", "force"]
        assert await areas(state="resolved") == []
        assert (await client.get("/v1/alerts", params={"state": "ajar"})).status_code == 422


async def test_the_service_tells_that_it_is_well(stage: Stage) -> None:
    async with stage.mail_server(), stage.service() as client:
        position = (await client.get("/v1/position")).json()
        assert position == {"generation": None, "definitions": None, "positions": [], "judged": []}
        await stage.publish(BROKEN, TOLD, cut())
        await stage.mail(1)

        async def well() -> bool:
            return (await client.get("/readyz")).status_code == 200

        await until(well, "readiness")
        metrics = (await client.get("/metrics")).text
        for line in (
            'oversight_alerts_notifications_total{outcome="queued"} 1.0',
            'oversight_alerts_decisions_total{outcome="opened"} 1.0',
            "oversight_alerts_cut_age_seconds 0.0",
            "oversight_alerts_behind_records 0.0",
            "oversight_alerts_evaluation_seconds_count",
        ):
            assert line in metrics
