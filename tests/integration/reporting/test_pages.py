"""Pages for readers: well-formed, and with the numbers that the API gives."""

import pytest
from tests.integration.reporting.html_pages import assert_accessible
from tests.integration.reporting.publishing import Publishing, cut, total
from tests.integration.reporting.service import Service, running, until
from tests.integration.reporting.test_projection import episode

from oversight_reporting.settings import ReportingSettings

PERIOD = {"from": "2020-01-01", "to": "2020-04-01"}


async def given_records(service: Service) -> None:
    await service.publishing.facts(
        total("crime.total", "2019-02-01", 1000),
        total("crime.total", "2020-01-05", 12_345),
        total("crime.total", "2020-01-05", 345, by="offence-group=Robbery"),
        total("crime.total", "2020-02-05", 12_000, by="offence-group=Burglary"),
        total("stop-search.positive-outcome", "2020-01-05", 30, of=80, pending=20),
        total("stop-search.disparity", "2020-01-05", 100),
        total("stop-search.disparity", "2020-01-05", 60, by="ethnicity=White"),
        total("stop-search.disparity", "2020-01-05", 40, by="ethnicity=Black"),
        cut(1),
    )
    await service.publishing.episodes(episode(revision=1, state="open"))
    await service.cut_at(1)

    # Facts and episodes come in topics of their own: neither waits for the other.
    async def known() -> bool:
        return (await service.client.get("/alerts/ep-1")).status_code == 200

    await until(known)


async def test_the_overview(service: Service) -> None:
    await given_records(service)
    text = (await service.client.get("/")).text
    page = assert_accessible(text)
    assert page.headings[0] == ("h1", "West Midlands Police")
    assert "Figures as at 9:30 on 1 July 2020 (BST), 5 minutes ago." in text
    headlines = {
        row[0]: row
        for name, table in page.tables.items()
        for row in table
        if name.startswith("headlines")
    }
    # Each figure stands under its own heading.
    assert {len(row) for row in headlines.values()} == {8}
    assert headlines["Indicator"][4] == "Period"
    crime = headlines["Total recorded crime"]
    assert crime[4] == "January 2020"
    assert crime[1] == "12,345 crimes"
    assert headlines["Complaint cases logged"][1] == "no records"


async def test_the_overview_of_another_force(service: Service) -> None:
    await given_records(service)
    text = (await service.client.get("/", params={"force": "staffordshire"})).text
    page = assert_accessible(text)
    assert page.headings[0] == ("h1", "Staffordshire Police")
    assert '<option value="staffordshire" selected>Staffordshire Police</option>' in text
    assert "12,345" not in text
    for force in ("merseyside", "atlantis"):
        assert (await service.client.get("/", params={"force": force})).status_code == 422


async def test_the_overview_before_anything_is_counted(service: Service) -> None:
    answer = await service.client.get("/")
    assert answer.status_code == 200
    assert "No figures yet" in answer.text
    assert_accessible(answer.text)


async def test_an_indicator_page_prints_what_the_api_gives(service: Service) -> None:
    await given_records(service)
    asked = {**PERIOD, "by": "offence-group"}
    page = assert_accessible(
        (await service.client.get("/indicators/crime.total", params=asked)).text
    )
    answer = await service.client.get("/v1/indicators/crime.total/values", params=asked)
    values = answer.json()
    rows = [values["total"], *values["rows"]]
    assert [row[:2] for row in page.tables["figures"][1:]] == [
        [row["label"], row["printed"]] for row in rows
    ]
    asked = {**PERIOD, "every": "week"}
    answer = await service.client.get("/v1/indicators/crime.total/series", params=asked)
    pieces = [piece["total"]["printed"] for piece in answer.json()["pieces"]]
    assert [row[1] for row in page.tables["series"][1:]] == pieces
    # Each chart for a desk and for a telephone.
    assert len(page.attributes["svg"]) == 6


async def test_a_figure_of_a_part_of_the_period_says_so_beneath_it(service: Service) -> None:
    await given_records(service)
    text = (await service.client.get("/indicators/crime.total", params=PERIOD)).text
    beneath = text.partition('<p class="figure">')[2]
    assert (
        beneath.partition("</p>")[2].lstrip().startswith("<p>Of a part of the period: records of ")
    )


async def test_pending_is_printed_beside_the_share(service: Service) -> None:
    await given_records(service)
    path = "/indicators/stop-search.positive-outcome"
    text = (await service.client.get(path, params=PERIOD)).text
    table = assert_accessible(text).tables["figures"]
    cells = dict(zip(table[0], table[1], strict=True))
    assert cells["Share"] == "37.5%"
    assert cells["Outcome not known"] == "20 (20.0%)"
    assert "“outcome” is blank" in text


@pytest.mark.parametrize(
    "path",
    [
        "/indicators",
        "/alerts",
        "/alerts/ep-1",
        "/snapshots",
        "/indicators/stop-search.disparity",
        "/indicators/response.time",
        "/indicators/complaints.open",
        "/indicators/stop-search.rate?area=birmingham",
    ],
)
async def test_every_page_is_accessible(service: Service, path: str) -> None:
    await given_records(service)
    answer = await service.client.get(path)
    assert answer.status_code == 200
    assert_accessible(answer.text)


async def test_a_refusal_is_a_page_in_words(service: Service) -> None:
    await given_records(service)
    answer = await service.client.get("/indicators/crime.total?from=2020-04-01&to=2020-04-01")
    assert answer.status_code == 422
    assert_accessible(answer.text)
    assert "must be after from" in answer.text
    assert (await service.client.get("/indicators/<b>")).status_code == 404
    assert "<b>" not in (await service.client.get("/indicators/<b>")).text


async def test_downloads_of_live_figures(service: Service) -> None:
    await given_records(service)
    answer = await service.client.get("/v1/indicators/crime.total/values.csv", params=PERIOD)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    lines = answer.text.split("\r\n")
    assert len(lines) == 3
    assert '"12,345"' in lines[1]


async def test_reading_with_a_token(settings: ReportingSettings, publishing: Publishing) -> None:
    closed = settings.model_copy(update={"read_access": "token"})
    async with running(closed, publishing) as service:
        for path in ("/", "/v1/indicators", "/v1/snapshots", "/v1/position"):
            assert (await service.client.get(path)).status_code == 401
            token = {"Authorization": "Bearer oversight-token"}
            assert (await service.client.get(path, headers=token)).status_code == 200
            feed = {"Authorization": "Bearer feed-token"}
            assert (await service.client.get(path, headers=feed)).status_code == 403
        assert (await service.client.get("/livez")).status_code == 200
        assert (await service.client.get("/static/oversight.css")).status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/indicators/crime.total", "/reports", "/reports/board-quarter"]
)
async def test_every_page_of_a_force_leads_to_the_others(service: Service, path: str) -> None:
    await given_records(service)
    asked = {"force": "staffordshire"} | ({} if path in ("/", "/reports") else PERIOD)
    answer = await service.client.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    text = answer.text
    assert_accessible(text)
    assert f'<form method="get" action="{path}"' in text
    assert '<option value="staffordshire" selected>Staffordshire Police</option>' in text
    assert '<option value="west-midlands">West Midlands Police</option>' in text
    # Whoever goes to another force keeps the dates.
    kept = [f'<input type="hidden" name="{name}" value="{PERIOD[name]}">' for name in PERIOD]
    assert all(each in text for each in kept) == ("from" in asked)


async def test_a_report_of_another_force_says_how_it_is_frozen(service: Service) -> None:
    await given_records(service)
    text = (await service.client.get("/reports", params={"force": "staffordshire"})).text
    assert "--force staffordshire</code>" in text
    assert "--force" not in (await service.client.get("/reports")).text
