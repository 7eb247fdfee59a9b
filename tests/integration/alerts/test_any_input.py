"""Whatever alerts is sent, it answers, and never with a failure of its own."""

from datetime import timedelta
from pathlib import Path

from tests.any_input import (
    addressed,
    assert_answered,
    assert_bodies_answered,
    assert_no_failure,
    documented,
)
from tests.integration.alerts.stage import Stage
from tests.unit.alerts.builders import NOW

ADDRESSES = {"/v1/alerts": ("state", "rule", "area", "limit"), "/v1/alerts/{}": (), "/{}": ()}
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
