"""A process chart of a report: the same words on the page, in JSON, in CSV and in a snapshot."""

import csv
import io

from tests.integration.reporting.html_pages import assert_accessible
from tests.integration.reporting.publishing import cut, total
from tests.integration.reporting.service import Service

YEAR = {"report": "annual-report-2020-21", "from_": "2019-04-01", "to": "2020-04-01"}
VIOLENCE = {
    "violence-with-injury": (2100, 2150, 2080, 2120),
    "violence-without-injury": (3300, 3380, 3320, 3350),
    "stalking-and-harassment": (1500, 1540, 1490, 1520),
}
TITLE = "Violence by sub-group by month"


async def given_violence(service: Service) -> None:
    """Three years of months, of which the last but one of one sub-group is far out."""
    months = [f"{2017 + (n + 3) // 12}-{(n + 3) % 12 + 1:02}-05" for n in range(36)]
    facts = [
        total("crime.total", day, _count(name, counts, n), by=f"offence={name}")
        for name, counts in VIOLENCE.items()
        for n, day in enumerate(months)
    ]
    await service.publishing.facts(*(total("crime.total", day, 9000) for day in months))
    await service.publishing.facts(*facts, cut(1))
    await service.cut_at(1)


def _count(name: str, counts: tuple[int, ...], month: int) -> int:
    # Not the same in each year: what comes back every year is a season, and taken out.
    chance = 12 * (month * 5 % 13 - 6)
    out = 900 if name == "violence-with-injury" and month == 34 else 0
    return counts[month % 4] + chance + out


async def test_the_latest_special_cause_months_are_called_out_in_every_format(
    service: Service,
) -> None:
    await given_violence(service)
    links = (await service.freeze(**YEAR)).json()["links"]
    document = (await service.client.get(links["json"])).json()
    (item,) = (
        each
        for section in document["sections"]
        for each in section["items"]
        if each["title"] == TITLE
    )
    (first, *others) = item["process"]["series"]
    assert first["label"] == "Violence with injury"
    assert first["words"][0] == (
        "Latest special-cause months: February 2020 (above the upper limit)."
    )
    assert [each["words"][0] for each in others] == [
        "No month is special cause: the figures vary no more than limits and rules allow."
    ] * 2

    text = (await service.client.get(links["page"])).text
    assert_accessible(text)
    _, _, rest = text.partition(f"<h3>{TITLE}</h3>")
    assert rest.index("<svg") < rest.index("<h4>Violence with injury</h4>")
    for series in item["process"]["series"]:
        for sentence in series["words"]:
            assert f"<li>{sentence}</li>" in rest

    lines = csv.DictReader(io.StringIO((await service.client.get(links["csv"])).text))
    mine = [line for line in lines if line["title"] == TITLE]
    assert len(mine) == len(item["rows"]) == 3 * 36
    (special,) = (line for line in mine if line["special_cause"])
    assert (special["from"], special["variation"]) == ("2020-02-01", "concern")
    assert special["remarks"] == "special cause (concern): above the upper limit"
    assert [line["text"] for line in mine if line["text"]] == [
        " ".join(each["words"]) for each in item["process"]["series"]
    ]
