"""A service for the public shows no small count: not in figures, pages, downloads or snapshots."""

import csv
import io
from collections.abc import AsyncIterator

import pytest
from tests.integration.reporting.html_pages import assert_accessible
from tests.integration.reporting.publishing import Publishing, cut, total
from tests.integration.reporting.service import Service, running
from tests.integration.reporting.test_snapshots import WANTED, rows_of

from oversight_reporting.settings import ReportingSettings

QUARTER = {"from": "2020-01-01", "to": "2020-04-01", "by": "offence-group"}
GROUPS = {"Robbery": 400, "Burglary": 800, "Homicide": 3, "Fraud": 60}


@pytest.fixture
async def public(settings: ReportingSettings, publishing: Publishing) -> AsyncIterator[Service]:
    open_to_all = settings.model_copy(update={"audience": "public"})
    async with running(open_to_all, publishing) as service:
        await service.publishing.facts(
            total("crime.total", "2019-01-01", 1000),
            total("crime.total", "2020-01-05", sum(GROUPS.values())),
            *(
                total("crime.total", "2020-01-05", n, by=f"offence-group={group}")
                for group, n in GROUPS.items()
            ),
            cut(1),
        )
        await service.cut_at(1)
        yield service


async def test_the_api_says_suppressed_and_gives_no_number(public: Service) -> None:
    answer = await public.client.get("/v1/indicators/crime.total/values", params=QUARTER)
    rows = {row["label"]: row for row in answer.json()["rows"]}
    hidden = {label for label, row in rows.items() if row["suppressed"]}
    # Which others go with it only the key of the installation tells.
    assert hidden > {"Homicide"}
    for label in hidden:
        assert (rows[label]["printed"], rows[label]["value"]) == ("suppressed", None)
        assert rows[label]["numerator"] is None
    assert all(row["value"] == GROUPS[label] for label, row in rows.items() if label not in hidden)
    again = await public.client.get("/v1/indicators/crime.total/values", params=QUARTER)
    assert again.content == answer.content


@pytest.mark.parametrize(
    ("path", "given", "parameter"),
    [
        ("/v1/indicators/crime.total/values", {"to": "2020-01-06"}, "to"),
        ("/v1/indicators/crime.total/values.csv", {"from": "2020-01-02"}, "to"),
        ("/v1/indicators/crime.total/series", {"every": "week"}, "every"),
        ("/v1/indicators/crime.total/series.csv", {"every": "month", "to": "2020-03-30"}, "to"),
        ("/indicators/crime.total", {"to": "2020-01-06"}, "to"),
        ("/reports/annual-report-2020-21", {"to": "2020-01-06"}, "to"),
    ],
)
async def test_days_that_are_no_standard_period_are_refused(
    public: Service, path: str, given: dict[str, str], parameter: str
) -> None:
    """The week of an offence less the one before would be told by two answers."""
    answer = await public.client.get(path, params={**QUARTER, **given})
    assert answer.status_code == 422
    assert f"{parameter}:" in answer.text
    assert "small counts" in answer.text


async def test_csv_and_page_say_it_too(public: Service) -> None:
    answer = await public.client.get("/v1/indicators/crime.total/values.csv", params=QUARTER)
    lines = {line["label"]: line for line in csv.DictReader(io.StringIO(answer.text))}
    assert (lines["Homicide"]["printed"], lines["Homicide"]["value"]) == ("suppressed", "")
    assert lines["Homicide"]["suppressed"] == "true"
    page = await public.client.get("/indicators/crime.total", params=QUARTER)
    assert page.status_code == 200
    assert_accessible(page.text)
    assert "suppressed" in page.text
    assert "That is not a figure of zero." in page.text


async def test_so_does_a_snapshot_though_its_report_is_for_the_board(public: Service) -> None:
    made = await public.freeze(**WANTED)
    assert made.status_code == 201
    document = (await public.client.get(made.headers["location"])).json()
    shown = [row for row in rows_of(document) if row["label"] == "Homicide"]
    assert shown
    assert all(row["printed"] == "suppressed" and row["value"] is None for row in shown)
    page = await public.client.get(f"/snapshots/{made.json()['id']}")
    assert "suppressed" in page.text


async def test_the_next_revision_remembers_what_the_first_told(public: Service) -> None:
    """A group that was printed protects no other any more: more is hidden, or the total is."""
    first = await public.freeze(**WANTED)
    before = (await public.client.get(first.headers["location"])).json()
    again = await public.freeze(**WANTED)
    document = (await public.client.get(again.headers["location"])).json()
    assert [each["suppressed"] for each in rows_of(document) if "suppressed" in each] == [
        each["suppressed"] for each in rows_of(before) if "suppressed" in each
    ]
    printed = [
        row["label"]
        for row in rows_of(before)
        if row["label"] in GROUPS and not row["suppressed"] and row["value"]
    ]
    gone = printed[0]
    await public.publishing.facts(
        total("crime.total", "2020-01-05", sum(GROUPS.values()) - GROUPS[gone] + 2, revision=2),
        total("crime.total", "2020-01-05", 2, by=f"offence-group={gone}", revision=2),
        cut(2),
    )
    await public.cut_at(2)
    third = await public.freeze(**WANTED)
    now = (await public.client.get(third.headers["location"])).json()
    told = {(row["label"], row["from"], row["to"]) for row in rows_of(before) if row["value"]}
    shown = {(row["label"], row["from"], row["to"]) for row in rows_of(now) if row["value"]}
    assert ("All", WANTED["from_"], WANTED["to"]) in told
    assert (gone, WANTED["from_"], WANTED["to"]) not in shown
    # All other groups are known, so that their total would give the new small one away.
    assert ("All", WANTED["from_"], WANTED["to"]) not in shown


async def test_the_board_sees_every_count(
    settings: ReportingSettings, publishing: Publishing
) -> None:
    async with running(settings, publishing) as service:
        await service.publishing.facts(total("crime.total", "2020-01-05", 3), cut(1))
        await service.cut_at(1)
        period = {"from": "2020-01-01", "to": "2020-04-01"}
        answer = await service.client.get("/v1/indicators/crime.total/values", params=period)
        assert answer.json()["total"]["value"] == 3


async def test_what_tells_every_count_needs_a_token_where_the_public_reads_the_rest(
    settings: ReportingSettings, publishing: Publishing
) -> None:
    async with running(settings, publishing) as board:
        await board.publishing.facts(total("crime.total", "2020-01-05", 3), cut(1))
        await board.cut_at(1)
        made = await board.freeze(**WANTED)
    path, page = made.headers["location"], f"/snapshots/{made.json()['id']}"
    token = {"Authorization": "Bearer oversight-token"}
    async with running(settings.model_copy(update={"audience": "public"}), publishing) as public:
        for told in (path, page, "/alerts", "/operations"):
            assert (await public.client.get(told)).status_code == 401
            assert (await public.client.get(told, headers=token)).status_code == 200
            feed = {"Authorization": "Bearer feed-token"}
            assert (await public.client.get(told, headers=feed)).status_code == 403
        overview = await public.client.get("/")
        assert overview.status_code == 200
        assert "Open alerts" not in overview.text
        mine = await public.freeze(**WANTED)
        answer = await public.client.get(mine.headers["location"])
        assert (answer.status_code, answer.json()["revision"]) == (200, 2)
        assert answer.json()["changes"] == []
        assert [row for row in rows_of(answer.json()) if row["numerator"]] == []
