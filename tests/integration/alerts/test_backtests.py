"""A rule that is new or changed opens nothing until a back-test of it is on record."""

import shutil
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from tests.integration.alerts.stage import TOLD, Stage, first_line, until
from tests.integration.alerts.test_console import page
from tests.unit.alerts.builders import cut, total

RULE, FORCE = "priority-2-response", "west-midlands"
BROKEN = total(300, 590, 10)
WHY = "no back-test on record"


@pytest.fixture
def stage(kafka: str, database_url: str, tmp_path: Path, definitions: Path) -> Stage:
    """A stage whose definitions are its own, to be changed."""
    own = tmp_path / "definitions"
    shutil.copytree(definitions, own)
    return Stage(kafka, database_url, tmp_path, own)


def edit(stage: Stage, old: str = "threshold: 65", new: str = "threshold: 64") -> None:
    path = stage.definitions / "rules" / "response.yaml"
    before = path.read_text()
    assert old in before
    path.write_text(before.replace(old, new))


def tried(content_hash: str, **changes: Any) -> dict[str, Any]:
    """A back-test as the command sends it."""
    rule = {
        **{"content_hash": content_hash, "title": "Response", "series": 1, "always_mute": False},
        **{"mute_hours": 24.0, "mute": [{"verdict": "no-value", "why": "", "hours": 24.0}]},
        "episodes": [
            {
                **{"area": "force", "by": "grade=priority-2", "began": "2026-05-02"},
                **{"opened_at": "2026-05-03T00:00:00+01:00", "before": False, "ended_at": None},
                **{"end_reason": None, "peak": 51.5, "printed": "51.5%"},
            }
        ],
    }
    tried_set = {
        **{"name": "response.yaml", "emails": 1, "emails_a_month": 0.2, "hours": 4000.0},
        **{"rules": {RULE: rule}, "threads": []},
    }
    return {
        **{"force": FORCE, "from": "2026-01-01", "to": "2026-07-01", "as_known": "now"},
        **{"why": "the board agreed 64%", "sets": [tried_set], **changes},
    }


async def series(client: httpx.AsyncClient) -> dict[str, Any] | None:
    """What the rule says of the whole force, once it was judged."""
    answer = (await client.get("/v1/rules")).json()
    rule: dict[str, Any] = next(each for each in answer["rules"] if each["id"] == RULE)
    found = [each for each in rule["series"] if each["force"] == FORCE]
    return {**found[0], "hash": rule["content_hashes"][FORCE]} if found else None


async def test_what_came_with_the_installation_opens_alerts(stage: Stage) -> None:
    async with stage.mail_server(), stage.service() as client:
        await stage.publish(BROKEN, TOLD, cut())
        await stage.mail(1)
        assert (await client.get("/v1/backtests")).json() == {"backtests": []}


async def test_a_changed_rule_is_shown_and_opens_nothing_until_it_is_tried(stage: Stage) -> None:
    async with stage.service():
        pass
    edit(stage)
    async with stage.mail_server(), stage.service() as client:
        await stage.publish(BROKEN, TOLD, cut())
        found = await until(lambda: series(client), "a judgement")
        assert (found["verdict"], found["on_trial"]) == ("no-backtest", "broken")
        assert found["missing"] == WHY
        assert found["value"] == 50
        assert (await client.get("/v1/alerts")).json()["alerts"] == []
        answer = await client.post("/v1/backtests", json=tried(found["hash"]))
        assert answer.status_code == 201, answer.text
        (mail,) = await stage.mail(1)
        assert first_line(mail).startswith("Opened: ")
        recorded = (await client.get(f"/v1/backtests/{answer.json()['id']}")).json()
        assert recorded["recorded_by"] == "the oversight office"
        assert recorded["sets"][0]["rules"][RULE]["episodes"][0]["printed"] == "51.5%"
        (brief,) = (await client.get("/v1/backtests")).json()["backtests"]
        assert (brief["episodes"], brief["mute_hours"], brief["why"]) == (
            *(1, 24.0),
            "the board agreed 64%",
        )


async def test_an_episode_of_an_edited_rule_stays_and_goes_on(stage: Stage) -> None:
    async with stage.mail_server():
        async with stage.service():
            await stage.publish(BROKEN, TOLD, cut())
            await stage.mail(1)
        edit(stage)
        async with stage.service() as client:
            await stage.publish(total(200, 590, 10, revision=2), cut())
            found = await until(lambda: muted(client), "a judgement")
            assert (found["state"], found["missing"]) == ("open", WHY)
            assert len(stage.mails()) == 1
            stage.clock.forward(seconds=1)
            await client.post("/v1/backtests", json=tried(found["hash"]))
            worse = (await stage.mail(2))[1]
        assert first_line(worse).startswith("Worsened: ")


async def muted(client: httpx.AsyncClient) -> dict[str, Any] | None:
    found = await series(client)
    return found if found and found["on_trial"] else None


async def test_words_put_no_rule_on_trial(stage: Stage) -> None:
    async with stage.service():
        pass
    edit(stage, "Priority 2 response within target\n", "Priority two, attended in time\n")
    async with stage.mail_server(), stage.service():
        await stage.publish(BROKEN, TOLD, cut())
        await stage.mail(1)


async def test_the_gate_can_be_left_open(stage: Stage) -> None:
    async with stage.service():
        pass
    edit(stage)
    stage.rules_without_backtest = True
    async with stage.mail_server(), stage.service():
        await stage.publish(BROKEN, TOLD, cut())
        await stage.mail(1)


async def test_what_is_no_back_test_is_refused_by_field(stage: Stage) -> None:
    async with stage.service() as client:
        faults: dict[str, dict[str, Any]] = {
            "force": {"force": "atlantis"},
            "to": {"to": "2026-01-01"},
            "why": {"why": ""},
            "sets": {"sets": []},
            "content_hash": {"sets": tried("x")["sets"]},
        }
        for field, change in faults.items():
            answer = await client.post("/v1/backtests", json=tried("0" * 64, **change))
            assert answer.status_code == 422, field
            assert field in answer.text
        other = {"Authorization": "Bearer secretariat"}
        assert (await client.get("/v1/backtests", headers=other)).status_code == 403
        assert (await client.get("/v1/backtests/none")).status_code == 404


async def test_what_is_on_record_is_never_changed(stage: Stage) -> None:
    async with stage.service() as client:
        await client.post("/v1/backtests", json=tried("0" * 64))
    connection = await asyncpg.connect(stage.database_url)
    try:
        for change in (
            "UPDATE alerts.backtests SET why = 'x'",
            "DELETE FROM alerts.rules_on_record",
        ):
            with pytest.raises(asyncpg.RaiseError, match="never changed"):
                await connection.execute(change)
    finally:
        await connection.close()


async def test_the_console_shows_what_is_on_trial_and_what_is_on_record(stage: Stage) -> None:
    async with stage.service():
        pass
    edit(stage)
    async with stage.service() as client:
        await stage.publish(BROKEN, TOLD, cut())
        found = await until(lambda: muted(client), "a judgement")
        shown = await page(client, "/console/backtests")
        assert "On trial, and opens nothing: Priority 2 response within target" in shown
        ran = {**tried("1" * 64)["sets"][0], "name": "current"}
        now = tried(found["hash"])["sets"][0]
        answer = await client.post("/v1/backtests", json=tried("", sets=[ran, now]))
        shown = await page(client, "/console/backtests")
        assert "the board agreed 64%" in shown
        shown = await page(client, f"/console/backtests/{answer.json()['id']}")
        for words in (
            "Ran then",
            "changed",
            "whole force, priority-2",
            "51.5%",
            "24 h",
            "still open",
        ):
            assert words in shown
        await page(client, "/console/backtests/none", 404)
