"""Whatever alerts is sent, it answers, and never with a failure of its own."""

from datetime import timedelta
from pathlib import Path

from tests.any_input import (
    addressed,
    assert_answered,
    assert_bodies_answered,
    assert_no_failure,
    documented,
    form_bodies,
)
from tests.integration.alerts.console_forms import FORM, basic, form_token
from tests.integration.alerts.stage import Stage
from tests.unit.alerts.builders import NOW

ADDRESSES = {"/v1/alerts": ("state", "rule", "area", "limit"), "/v1/alerts/{}": (), "/{}": ()}
PAGES = {
    "/console/alerts/{}": (),
    "/console/alerts/{}/chart.png": (),
    "/console/silences": ("rule", "force", "area", "until", "day", "reason", "x"),
    "/console/{}": (),
}
FORMS = {
    "/console/alerts/a/acknowledge": {"note": "Asked."},
    "/console/alerts/a/take-back": {},
    "/console/silences": {
        **{"rule": "priority-2-response", "force": "west-midlands", "area": "force"},
        **{"until": "day", "day": "2026-07-20", "reason": "planned exercise"},
    },
    "/console/silences/a/end": {},
}
SILENCE = {
    "rule": "priority-2-response",
    "force": "west-midlands",
    "area": "force",
    "until": (NOW + timedelta(hours=2)).isoformat(),
    "reason": "planned exercise",
}


async def test_no_input_is_a_failure_of_alerts(stage: Stage, checkout: Path) -> None:
    async with stage.service() as client:
        await assert_no_failure(client, addressed(ADDRESSES), "oversight")
        await assert_bodies_answered(client, "/v1/silences", SILENCE, "oversight")
        await assert_answered(client, documented(checkout, "alerts"), "oversight")


async def test_no_input_is_a_failure_of_the_console(stage: Stage) -> None:
    officer = basic("A. Officer", "oversight")
    async with stage.service() as client:
        for address in addressed(PAGES):
            answer = await client.get(address, headers=officer)
            assert answer.status_code < 500, f"{address}: {answer.text}"
        token = form_token((await client.get("/console/silences", headers=officer)).text)
        for path, fields in FORMS.items():
            for body in form_bodies({"form": token, **fields}):
                answer = await client.post(path, content=body, headers={**officer, **FORM})
                assert answer.status_code < 500, f"{path} {body!r}: {answer.text}"
