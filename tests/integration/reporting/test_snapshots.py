"""A snapshot is frozen, can be checked, and its next revision says what changed."""

import csv
import hashlib
import html
import io
from datetime import date
from typing import Any

import asyncpg
import pytest
from tests.integration.reporting.html_pages import assert_accessible, read_page
from tests.integration.reporting.publishing import cut, total
from tests.integration.reporting.service import Service

from oversight_contracts.facts.facts import TotalFact
from oversight_measures.periods.period import DAY, Every, Period, split

WANTED = {"report": "board-quarter", "from_": "2020-01-01", "to": "2020-04-01"}


async def given_a_quarter(service: Service) -> None:
    groups = {"Robbery": 400, "Burglary": 800}
    await service.publishing.facts(
        total("crime.total", "2019-01-01", 1000),
        total("crime.total", "2020-01-05", 1200),
        *(
            total("crime.total", "2020-01-05", n, by=f"offence-group={g}")
            for g, n in groups.items()
        ),
        total("stop-search.disparity", "2019-01-01", 10),
        total("stop-search.disparity", "2020-01-31", 900),
        total("stop-search.disparity", "2020-01-31", 500, by="ethnicity=White"),
        total("stop-search.disparity", "2020-01-31", 300, by="ethnicity=Black"),
        total("stop-search.disparity", "2020-01-31", 100, by="ethnicity=Not stated"),
        total("response.time", "2020-03-01", 3, of=4, pending=1, values={492: 3}),
        total("response.within-target", "2020-03-01T10", 30, of=40, pending=2),
        cut(1),
    )
    await service.cut_at(1)


def items_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Those with rows of figures: a disparity seen from several sides has tables of its own."""
    items = (item for section in document["sections"] for item in section["items"])
    return [item for item in items if "rows" in item]


def rows_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for item in items_of(document) for row in item["rows"]]


def titles_of_others(document: dict[str, Any]) -> set[str]:
    items = (item for section in document["sections"] for item in section["items"])
    return {table["title"] for item in items for table in item.get("tables", ())}


def is_known(row: dict[str, Any]) -> bool:
    earlier = row["earlier"] or {"value": None}
    return row["covers"] != "none" or earlier["value"] is not None


async def test_a_snapshot_stands_against_later_facts(service: Service) -> None:
    await given_a_quarter(service)
    made = await service.freeze(**WANTED)
    assert made.status_code == 201
    path = made.headers["location"]
    before = (await service.client.get(path)).content
    await service.publishing.facts(total("crime.total", "2020-01-05", 1207, revision=2), cut(2))
    await service.cut_at(2)
    after = await service.client.get(path)
    assert after.content == before
    assert hashlib.sha256(before).hexdigest() == made.json()["sha256"]
    assert after.headers["etag"] == f'"{made.json()["sha256"]}"'
    document = after.json()
    assert document["made_by"] == "the-secretariat"
    assert document["as_at"]["positions"][0]["offset"] == 1


async def test_the_next_revision_lists_what_changed(service: Service) -> None:
    await given_a_quarter(service)
    first = (await service.freeze(**WANTED)).json()
    await service.publishing.facts(
        total("crime.total", "2020-01-05", 1207, revision=2, changes=(8, 0, 1)),
        total(
            "crime.total",
            "2020-01-05",
            407,
            by="offence-group=Robbery",
            revision=2,
            changes=(7, 0, 0),
        ),
        cut(2),
    )
    await service.cut_at(2)
    second = (await service.freeze(**WANTED)).json()
    assert (second["revision"], second["previous"]) == (2, first["id"])
    changed = [
        (each["title"], each["label"], each["before"]["printed"], each["now"]["printed"])
        + tuple(each["reasons"])
        for each in second["changes"]
        if each["material"]
    ]
    both = ("8 late records", "1 removed record")
    assert changed == [
        ("Total recorded crime", "All", "1,200", "1,207", *both),
        ("Total recorded crime", "Robbery", "400", "407", "7 late records"),
        ("Total recorded crime by month", "All", "1,200", "1,207", *both),
    ]
    third = (await service.freeze(**WANTED)).json()
    assert (third["revision"], third["changes"]) == (3, [])
    page = (await service.client.get(second["links"]["page"])).text
    assert read_page(page).tables["figures-changed"][1:3] == [
        ["Total recorded crime"],
        [
            *("All", "January to March 2020", "Crimes"),
            *("1,200", "1,207", "8 late records; 1 removed record"),
        ],
    ]
    # An annex: the report comes first.
    assert page.index("Response within target") < page.index("Annex: what changed")
    listed = await service.json("/v1/snapshots")
    assert [each["revision"] for each in listed] == [3, 2, 1]


async def test_json_csv_and_html_are_the_same_rows(service: Service) -> None:
    await given_a_quarter(service)
    links = (await service.freeze(**WANTED)).json()["links"]
    document = (await service.client.get(links["json"])).json()
    rows, others = rows_of(document), titles_of_others(document)

    text = (await service.client.get(links["csv"])).content
    every = list(csv.DictReader(io.StringIO(text.decode(), newline="")))
    assert text.count(b"\r\n") == len(every) + 1
    lines = [line for line in every if line["title"] not in others]
    assert len(lines) == len(rows)
    for name in ("label", "printed", "from", "to"):
        assert [line[name] for line in lines] == [row[name] for row in rows]
    for name in ("numerator", "value", "lower"):
        given = [float(line[name]) if line[name] else None for line in lines]
        assert given == [row[name] for row in rows]

    # Of a table without a figure the page says so in a sentence.
    items = [item for item in items_of(document) if any(map(is_known, item["rows"]))]
    empty = [item["title"] for item in items_of(document) if item not in items]
    rows = [row for item in items for row in item["rows"]]
    for link in (links["html"], links["page"]):
        shown = (await service.client.get(link)).text
        page = assert_accessible(shown)
        assert all(html.escape(title) in shown for title in empty)
        # In their order; tables of other items stand among them.
        printed = iter([line for table in page.tables.values() for line in table[1:]])
        for row in rows:
            assert any(shows(cells, row) for cells in printed), row


def shows(cells: list[str], row: dict[str, Any]) -> bool:
    unit = "%" if f"{row['printed']}%" in cells else ""
    interval = row["printed_interval"]
    return row["printed"] + unit in cells and (not interval or interval in cells)


async def test_the_page_says_how_to_check_it(service: Service) -> None:
    await given_a_quarter(service)
    made = (await service.freeze(**WANTED, title="First quarter")).json()
    text = (await service.client.get(made["links"]["page"])).text
    page = assert_accessible(text)
    assert page.headings[0] == ("h1", "First quarter")
    assert made["sha256"] in text
    assert "Figures as at 9:30 on 1 July 2020 (BST)" in text
    assert "everything before offset 1 of log" in text
    assert "1 January 2020 to 31 March 2020" in text
    assert "There are no records or statistics of the period for:" in text


def fed(indicator: str) -> list[TotalFact]:
    """Records of a kind on the first and the last day of each month of two years."""
    months = split(Period(date(2018, 7, 1), date(2020, 7, 1)), Every.MONTH)
    days = [day for each in months for day in (each.period.start, each.period.end - DAY)]
    return [total(indicator, f"{day}", 1, of=1) for day in days]


async def test_last_year_is_compared_only_where_its_records_are_whole(service: Service) -> None:
    await given_a_quarter(service)
    links = (await service.freeze(**WANTED)).json()["links"]
    lacking = (await service.client.get(links["json"])).json()
    titled = {item["title"]: item for s in lacking["sections"] for item in s["items"]}
    change = titled["Total recorded crime"]["rows"][0]["change"]
    missing = "records of February to March 2019 and February to March 2020 are missing"
    assert change["printed"] == f"not comparable: {missing}"
    for form in ("page", "csv"):
        assert missing in (await service.client.get(links[form])).text
    await service.publishing.facts(*fed("crime.hate"), *fed("stop-search.arrest"), cut(2))
    await service.cut_at(2)
    links = (await service.freeze(**WANTED)).json()["links"]
    document = (await service.client.get(links["json"])).json()
    items = {item["title"]: item for s in document["sections"] for item in s["items"]}
    crime = items["Total recorded crime"]["rows"][0]
    assert (crime["earlier"]["printed"], crime["change"]["printed"]) == ("1,000", "up 20.0%")
    none = items["Searches under section 60"]["rows"][0]
    assert (none["earlier"]["value"], none["change"]["printed"]) == (0, "no change")
    response = items["Response within target"]["rows"][0]
    assert response["earlier"]["printed"] == "no records"
    assert response["change"]["value"] is None


async def test_only_the_secretariat_freezes(service: Service) -> None:
    body = {"report": "board-quarter", "from": "2020-01-01", "to": "2020-04-01"}
    assert (await service.client.post("/v1/snapshots", json=body)).status_code == 401
    other = {"Authorization": "Bearer oversight-token"}
    answer = await service.client.post("/v1/snapshots", json=body, headers=other)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"report": "none"}, "report"),
        ({"to": "2020-01-01"}, "to"),
        ({"force": "atlantis"}, "force"),
        ({"titel": "x"}, "body.titel"),
    ],
)
async def test_a_bad_request_names_the_field(
    service: Service, change: dict[str, str], field: str
) -> None:
    answer = await service.freeze(**{**WANTED, **change})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


async def test_nothing_is_frozen_before_a_cut(service: Service) -> None:
    assert (await service.freeze(**WANTED)).status_code == 503


async def test_the_database_refuses_to_change_a_snapshot(
    service: Service, database_url: str
) -> None:
    await given_a_quarter(service)
    await service.freeze(**WANTED)
    connection = await asyncpg.connect(database_url)
    for statement in (
        "UPDATE reporting.snapshots SET title = 'better'",
        "DELETE FROM reporting.snapshots",
        "TRUNCATE reporting.snapshots CASCADE",
        "UPDATE reporting.snapshot_files SET content = ''",
        "DELETE FROM reporting.snapshot_files",
        "TRUNCATE reporting.snapshot_files",
    ):
        with pytest.raises(asyncpg.RaiseError, match="never changed"):
            await connection.execute(statement)
    await connection.close()


async def test_every_file_is_answered_as_it_was_frozen(service: Service, database_url: str) -> None:
    await given_a_quarter(service)
    made = (await service.freeze(**WANTED)).json()
    files, lines = made["files"], []
    assert list(files) == ["json", "html", "csv"]
    page = (await service.client.get(made["links"]["page"])).text
    for suffix, file in files.items():
        content = (await service.client.get(file["link"])).content
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
        assert len(content) == file["bytes"]
        assert file["sha256"] in page
        assert f'href="{file["link"]}"' in page
        lines.append(f"{file['sha256']}  {made['id']}.{suffix}")
    hashes = (await service.client.get(f"/v1/snapshots/{made['id']}.sha256")).text
    assert hashes.splitlines() == lines

    # Whatever today's templates would write: the stored bytes are what is answered.
    other = b"<p>as it was frozen</p>"
    connection = await asyncpg.connect(database_url)
    await connection.execute(
        "ALTER TABLE reporting.snapshot_files DISABLE TRIGGER snapshot_files_are_frozen"
    )
    change = "UPDATE reporting.snapshot_files SET content = $1, sha256 = $2 WHERE suffix = 'html'"
    await connection.execute(change, other, hashlib.sha256(other).hexdigest())
    assert (await service.client.get(files["html"]["link"])).content == other
    # And damaged ones are not.
    await connection.execute(change, b"damaged", files["html"]["sha256"])
    assert (await service.client.get(files["html"]["link"])).status_code == 500
    # Frozen before its files were: written anew from the JSON, and the page says so.
    await connection.execute("ALTER TABLE reporting.snapshot_files DISABLE TRIGGER USER")
    await connection.execute("DELETE FROM reporting.snapshot_files")
    await connection.close()
    assert "1,200" in (await service.client.get(files["html"]["link"])).text
    older = (await service.client.get(f"/v1/snapshots/{made['id']}")).json()
    assert (older["files"]["html"]["sha256"], older["files"]["json"]) == (None, files["json"])
    text = (await service.client.get(made["links"]["page"])).text
    assert "When this snapshot was frozen only its JSON was kept" in text


async def test_a_superseded_revision_says_so(service: Service) -> None:
    await given_a_quarter(service)
    first = (await service.freeze(**WANTED)).json()
    before = (await service.client.get(first["links"]["html"])).content
    assert first["superseded_by"] is None
    assert "Superseded." not in (await service.client.get(first["links"]["page"])).text
    second, third = [(await service.freeze(**WANTED)).json() for _ in range(2)]

    told = (await service.client.get(f"/v1/snapshots/{first['id']}")).json()
    assert told["superseded_by"] == {
        **{"id": second["id"], "revision": 2, "made_at": second["made_at"]},
        "page": second["links"]["page"],
    }
    assert told["newest"]["id"] == third["id"]
    listed = await service.json("/v1/snapshots")
    assert [each["superseded_by"] and each["superseded_by"]["revision"] for each in listed] == [
        *(None, 3, 2)
    ]
    for place in (first["links"]["page"], f"{first['links']['page']}/standing"):
        text = (await service.client.get(place)).text
        assert "Superseded." in text
        assert f'href="{second["links"]["page"]}"' in text
        assert f'href="{third["links"]["page"]}"' in text
    answer = await service.client.get(first["links"]["html"])
    assert answer.content == before
    assert f'<{second["links"]["page"]}>; rel="successor-version"' in answer.headers["link"]
    assert "Superseded." not in (await service.client.get(third["links"]["page"])).text


async def test_a_period_that_runs_or_lacks_records_is_said_everywhere(service: Service) -> None:
    await given_a_quarter(service)
    wanted = {**WANTED, "to": "2020-10-01"}
    made = (await service.freeze(**wanted)).json()
    document = (await service.client.get(made["links"]["json"])).json()
    told = document["incomplete"]
    assert told == made["incomplete"]
    assert told[0].startswith("The period was still running: it ends with 30 September 2020")
    missing = "Stops and searches: records of February to June 2020 are missing."
    assert missing in told
    lines = list(csv.DictReader(io.StringIO((await service.client.get(made["links"]["csv"])).text)))
    assert {line["incomplete"] for line in lines} == {" ".join(told)}
    asked = {"from": wanted["from_"], "to": wanted["to"]}
    preview = await service.client.get("/reports/board-quarter", params=asked)
    for link in (made["links"]["page"], made["links"]["html"]):
        text = (await service.client.get(link)).text
        assert "Not complete." in text
        assert missing in text
    assert missing in preview.text


async def test_a_browser_that_has_it_is_told_so(service: Service) -> None:
    await given_a_quarter(service)
    links = (await service.freeze(**WANTED)).json()["links"]
    for form in ("json", "csv", "html"):
        tag = (await service.client.get(links[form])).headers["etag"]
        again = await service.client.get(links[form], headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
    assert (await service.client.get("/v1/snapshots/none.json")).status_code == 404
