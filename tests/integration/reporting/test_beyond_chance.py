"""Whether a change is more than chance, from totals on the topic to every format of a snapshot."""

import csv
import io
from datetime import date

from tests.integration.reporting.html_pages import assert_accessible
from tests.integration.reporting.publishing import cut, total
from tests.integration.reporting.service import Service

from oversight_measures.periods.period import DAY, Every, Period, split

MONTHS = [each.period for each in split(Period(date(2018, 7, 1), date(2020, 7, 1)), Every.MONTH)]
METHOD = "quasi-Poisson"
# How often the test is wrong: once on a page, whatever it compares.
RATE = "about one comparison in twenty is called more than chance all the same"
ABOUT = "dispersion from what calendar month and year leave of 24 months (July 2018 to June 2020)"


async def given_two_years(service: Service) -> None:
    """A thousand crimes a month in the first year, 1,300 in the second, on two days."""
    await service.publishing.facts(
        *(
            total("crime.total", f"{day}", n)
            for number, month in enumerate(MONTHS)
            for day, n in (
                (month.start, 900 if number < 12 else 1200),
                (month.end - DAY, 100),
            )
        ),
        cut(1),
    )
    await service.cut_at(1)


async def test_a_snapshot_says_it_in_every_format(service: Service) -> None:
    await given_two_years(service)
    made = await service.freeze(report="board-quarter", from_="2020-04-01", to="2020-07-01")
    links = made.json()["links"]
    document = (await service.client.get(links["json"])).json()
    items = {item["title"]: item for s in document["sections"] for item in s["items"]}
    crime = items["Total recorded crime"]
    (row,) = (row for row in crime["rows"] if not row["breakdown"])
    assert row["change"]["printed"] == "up 30.0%"
    said = row["change"]["chance"]
    assert (said["method"], said["beyond_chance"]) == (METHOD, True)
    assert (said["printed"], said["spread"]["pieces"]) == ("more than chance", 24)
    assert any(f"{METHOD}, {ABOUT}" in note for note in crime["notes"])
    lines = csv.DictReader(io.StringIO((await service.client.get(links["csv"])).text))
    (line,) = (
        each
        for each in lines
        if (each["title"], each["label"], each["change_printed"])
        == ("Total recorded crime", "All", "up 30.0%")
    )
    assert (line["beyond_chance"], line["chance_method"]) == ("true", METHOD)
    assert RATE in document["error_rate"]
    text = (await service.client.get(links["page"])).text
    assert text.count(RATE) == 1
    page = assert_accessible(text)
    assert ["All", "3,900", "3,000", "up 30.0%", "more than chance"] in [
        row for rows in page.tables.values() for row in rows
    ]


async def test_the_overview_and_the_page_of_an_indicator_say_it(service: Service) -> None:
    await given_two_years(service)
    for path in ("/", "/indicators/crime.total?from=2020-06-01&to=2020-07-01"):
        text = (await service.client.get(path)).text
        page = assert_accessible(text)
        rows = [row for rows in page.tables.values() for row in rows]
        assert any(row[-2:] == ["up 30.0%", "more than chance"] for row in rows)
        assert METHOD in text
        assert text.count(RATE) == 1
