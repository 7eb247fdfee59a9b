"""Whatever reporting is sent, it answers, and never with a failure of its own."""

from pathlib import Path

from tests.any_input import (
    addressed,
    assert_answered,
    assert_bodies_answered,
    assert_no_failure,
    documented,
)
from tests.integration.reporting.publishing import cut, total
from tests.integration.reporting.service import Service

FIGURES = ("from", "to", "force", "area", "by", "basis")
PAGES = {
    "/": ("force",),
    "/indicators": (),
    "/indicators/{}": (),
    "/indicators/crime.total": FIGURES,
    "/alerts/{}": (),
    "/snapshots/{}": (),
    "/reports/{}": (),
    "/reports/board-quarter": ("from", "to", "force"),
    "/operations": ("page",),
    "/static/{}": (),
    "/{}/{}": (),
    "/v1/indicators/{}": (),
    "/v1/indicators/{}/values": (),
    "/v1/indicators/crime.total/values?from=2020-01-01&to=2020-02-01&x": FIGURES,
    "/v1/indicators/crime.total/series.csv": (*FIGURES, "every"),
    "/v1/snapshots/{}.json": (),
    "/v1/snapshots/a.{}": (),
    "/v1/snapshots/{}": (),
    "/v1/snapshots/{}.sha256": (),
    "/snapshots/{}/standing": (),
}
SNAPSHOT = {
    "report": "board-quarter",
    "from": "2020-01-01",
    "to": "2020-04-01",
    "force": "west-midlands",
    "title": "A title",
}


async def test_no_input_is_a_failure_of_reporting(service: Service, checkout: Path) -> None:
    await service.publishing.facts(total("crime.total", "2020-01-05", 12_345), cut(1))
    await service.cut_at(1)
    client, token = service.client, "secretariat-token"
    await assert_no_failure(client, addressed(PAGES), token)
    await assert_bodies_answered(client, "/v1/snapshots", SNAPSHOT, token)
    await assert_answered(client, documented(checkout, "reporting"), token)
