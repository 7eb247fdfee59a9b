"""Tables and narratives of a report: one document, printed as page, JSON, CSV and revisions."""

import csv
import io
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.integration.reporting.html_pages import assert_accessible
from tests.integration.reporting.publishing import cut
from tests.integration.reporting.service import Service
from tests.unit.reporting.statistics import stated

from oversight_contracts.facts.facts import StatementFact
from oversight_contracts.records.deliverable_update import DeliverableUpdate

REPORT = """
- id: tested
  title: Tested
  sections:
    - title: People
      items:
        - title: WMNow members
          text: Members by unit.
          grid:
            indicator: wmnow.members
            rows_are: Unit
            rows:
              - {title: Dudley, area: dudley-npu}
              - {title: Force, whole: true}
            columns:
              - {title: Nov-19, period: 2019-11-30}
              - {title: Nov-20, period: 2020-11-30}
              - {title: Share, share: Nov-20}
              - {title: Change, percentage_change: {from: Nov-19, to: Nov-20}}
        - {title: Stop and search, plan: the-plan, deliverable: stop-search, lead: ACC Operations,
           frequency: quarterly}
        - {plan: the-plan, commentary: members}
- id: rolling
  title: Rolling
  period: rolling-12-months
  sections: [{title: Words, items: [{plan: the-plan, commentary: members}]}]
"""
QUARTER = {"report": "tested", "from_": "2020-10-01", "to": "2021-01-01"}


@pytest.fixture
def definitions(definitions: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "definitions"
    shutil.copytree(definitions, folder)
    (folder / "reports" / "tested.yaml").write_text(REPORT)
    return folder


def members(id_: str, day: str, value: str, **other: Any) -> StatementFact:
    return stated(id_, "wmnow.members", value, first_day=day, last_day=day, **other)


def update(revision: int, narrative: str) -> StatementFact:
    record = DeliverableUpdate(
        force="west-midlands",
        area="force",
        revision=revision,
        first_day="2020-10-01",
        last_day="2020-12-31",
        plan="the-plan",
        deliverable="stop-search",
        status="on-track",
        narrative=narrative,
        author="Head of Performance",
    )
    return StatementFact(
        force="west-midlands",
        kind="deliverable-update",
        id="D-1",
        revision=revision,
        data=record.model_dump(mode="json"),
    )


async def given_statements(service: Service) -> None:
    await service.publishing.facts(
        members("F-19", "2019-11-30", "77999"),
        members("F-20", "2020-11-30", "107478", provisional=True),
        members("D-19", "2019-11-30", "7284", area="dudley-npu"),
        members("D-20", "2020-11-30", "12707", area="dudley-npu"),
        update(1, "Searches **fell** <script>x</script>."),
        cut(1),
    )
    await service.cut_at(1)


async def test_the_page_prints_tables_and_narratives(service: Service) -> None:
    await given_statements(service)
    links = (await service.freeze(**QUARTER)).json()["links"]
    text = (await service.client.get(links["page"])).text
    page = assert_accessible(text)

    (table,) = page.tables.values()
    assert table == [
        ["Unit", "Nov-19", "Nov-20", "Share", "Change"],
        ["Dudley", "7,284", "12,707", "11.8%", "+74.5%"],
        ["Force", "77,999", "107,478", "100.0%", "+37.8%"],
    ]
    assert "Provisional: it may still change." in text
    assert "Lead: ACC Operations, quarterly" in text
    assert "On track" in text
    assert "Searches <strong>fell</strong> &lt;script&gt;" in text
    assert "Written by: Head of Performance" in text
    assert "No commentary was written for the period." in text
    # On paper a place that nobody filled is left out with its heading; a deliverable is not.
    assert re.findall(r'<h3 class="unprinted">(.+?)</h3>', text) == ["Commentary"]


async def test_the_csv_has_a_line_for_every_cell_and_narrative(service: Service) -> None:
    await given_statements(service)
    links = (await service.freeze(**QUARTER)).json()["links"]
    document = (await service.client.get(links["json"])).json()
    cells = document["sections"][0]["items"][0]["rows"]
    lines = list(csv.DictReader(io.StringIO((await service.client.get(links["csv"])).text)))

    assert len(lines) == len(cells) + 2
    for line, cell in zip(lines, cells, strict=False):
        assert (line["row"], line["column"]) == (cell["row"], cell["column"])
        assert line["printed"].lstrip("'") == cell["printed"]
        assert float(line["value"]) == cell["value"]
    assert lines[0]["indicator"] == "wmnow.members"
    assert lines[0]["area"] == "dudley-npu"
    assert lines[-2]["text"] == "Searches **fell** <script>x</script>."


async def test_a_later_revision_says_which_cells_and_words_changed(service: Service) -> None:
    await given_statements(service)
    await service.freeze(**QUARTER)
    await service.publishing.facts(
        members("D-20", "2020-11-30", "12708", area="dudley-npu", revision=2),
        update(2, "Searches <script>x</script> **rose**."),
        cut(2),
    )
    await service.cut_at(2)

    made = (await service.freeze(**QUARTER)).json()
    # What prints as before is not listed: the share and the change of what changed by one.
    assert [
        (each["label"], each["before"]["printed"], each["now"]["printed"], each["material"])
        for each in made["changes"]
    ] == [
        ("Dudley, Nov-20", "12,707", "12,708", True),
        (
            "Stop and search",
            "Searches **fell** <script>x</script>.",
            "Searches <script>x</script> **rose**.",
            True,
        ),
        ("Dudley, Nov-20", "", "Revised since it was first received.", False),
        ("", "", "Revised since it was first received.", False),
    ]
    assert made["changes"][0]["reasons"] == ["another published statistic stands"]
    assert_accessible((await service.client.get(made["links"]["page"])).text)


async def test_a_report_can_be_seen_before_it_is_frozen(service: Service) -> None:
    await given_statements(service)
    listed = (await service.client.get("/reports")).text
    assert_accessible(listed)
    assert 'action="/reports/tested"' in listed
    dates = {"from": "2020-10-01", "to": "2021-01-01"}
    preview = (await service.client.get("/reports/tested", params=dates)).text
    links = (await service.freeze(**QUARTER)).json()["links"]
    frozen = (await service.client.get(links["page"])).text

    assert assert_accessible(preview).tables == assert_accessible(frozen).tables
    assert "Not frozen." in preview
    assert (await service.client.get("/reports/none", params=dates)).status_code == 404
    # Without dates it shows the period that the list of reports begins with.
    usual = await service.client.get("/reports/tested")
    assert usual.status_code == 200
    days = re.findall(r'value="([0-9-]+)"', listed.partition('action="/reports/tested"')[2])
    own = await service.client.get("/reports/tested", params={"from": days[0], "to": days[1]})
    assert usual.text == own.text
    half = await service.client.get("/reports/tested", params={"from": days[0]})
    assert half.status_code == 422


async def test_a_report_of_a_year_begins_with_its_year(service: Service) -> None:
    await given_statements(service)
    listed = (await service.client.get("/reports")).text
    assert "oversight snapshot annual-report-2020-21 --from 2020-04-01 --to 2021-04-01" in listed
    page = (await service.client.get("/reports/annual-report-2020-21")).text
    assert "1 April 2020 to 31 March 2021" in page
    # One that is counted from the last whole quarter needs no dates either.
    assert (await service.client.get("/reports/rolling")).status_code == 200
    other = {"from": "2021-04-01", "to": "2022-04-01"}
    again = (await service.client.get("/reports/annual-report-2020-21", params=other)).text
    assert "1 April 2021 to 31 March 2022" in again
