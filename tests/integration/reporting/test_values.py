"""From cuts on the fact topic to figures over HTTP."""

from datetime import UTC, datetime

import pytest
from tests.integration.reporting.publishing import cut, total
from tests.integration.reporting.service import Service

DISPARITY = "/v1/indicators/stop-search.disparity/values"
WITHIN = "/v1/indicators/response.within-target/values"
TIME = "/v1/indicators/response.time/values"
YEAR = {"from_": "2019-04-01", "to": "2020-04-01"}
SEARCHES = {"White": 9000, "Black": 3444, "Asian": 6233, "Not stated": 1000, "Not known": 1500}


async def test_disparity_with_its_intervals_and_the_share_not_stated(service: Service) -> None:
    await service.publishing.facts(
        total("stop-search.disparity", "2019-04-01", 21_177),
        *(
            total("stop-search.disparity", "2020-03-31", n, by=f"ethnicity={group}")
            for group, n in SEARCHES.items()
        ),
        # The day that `to` names is out.
        total("stop-search.disparity", "2020-04-01", 5, by="ethnicity=Black"),
        cut(7),
    )
    await service.cut_at(7)
    found = await service.json(DISPARITY, **YEAR, by="ethnicity", basis="census-2011")
    rows = {row["label"]: row for row in found["rows"]}
    assert found["total"]["numerator"] == 21_177
    assert rows["Black"]["numerator"] == 3444
    assert rows["Black"]["printed"] == "4.5"
    assert rows["Black"]["lower"] < rows["Black"]["value"] < rows["Black"]["upper"]
    assert (rows["White"]["value"], rows["White"]["lower"]) == (1, None)
    assert (rows["Not stated"]["value"], rows["Not stated"]["printed"]) == (None, "not compared")
    # Where no record has a group there is no count, which would be read as one of zero.
    assert sum(row["numerator"] or 0 for row in found["rows"]) == 21_177
    unrecorded = [row["label"] for row in found["rows"] if row["unrecorded"]]
    assert all(rows[label]["printed"].startswith("no record of") for label in unrecorded)
    assert found["not_stated"] | {"share": None} == {
        "count": 2500,
        "of": 21_177,
        "share": None,
        "printed_share": "11.8%",
    }
    assert found["as_at"]["positions"] == [{"partition": 0, "log": "the-log", "offset": 7}]


async def test_an_area_has_no_figure_where_no_record_names_one(service: Service) -> None:
    searches = "/v1/indicators/stop-search.searches/values"
    days = [f"2019-04-{day:02}" for day in range(1, 31)]
    await service.publishing.facts(
        *(total("stop-search.searches", day, 60) for day in days), cut(7)
    )
    await service.cut_at(7)
    found = await service.json(searches, from_="2019-04-01", to="2019-05-01", area="coventry")
    assert (found["total"]["value"], found["total"]["printed"]) == (None, "no record names an area")
    # Once some are named, one that none names has none.
    named = total("stop-search.searches", "2019-04-02", 2, area="birmingham")
    await service.publishing.facts(named, cut(9))
    await service.cut_at(9)
    found = await service.json(searches, from_="2019-04-01", to="2019-05-01", area="coventry")
    assert found["total"]["value"] == 0


async def test_the_newest_census_and_the_indicators_own_group_are_the_defaults(
    service: Service,
) -> None:
    await service.publishing.facts(total("stop-search.disparity", "2019-04-01", 1), cut())
    await service.cut_at(100)
    found = await service.json(DISPARITY, **YEAR)
    assert (found["basis"], found["by"]) == ("census-2021", "ethnicity")
    assert (found["force"], found["area"]) == ("west-midlands", "force")


async def test_hours_that_cannot_be_judged_yet_are_left_out(service: Service) -> None:
    # The cut is at 8:30 UTC; the longest target ever was an hour.
    await service.publishing.facts(
        total("response.within-target", "2020-07-01T06", 6, of=8, pending=2),
        total("response.within-target", "2020-07-01T07", 1, of=1, pending=50),
        cut(at=datetime(2020, 7, 1, 8, 30, tzinfo=UTC)),
    )
    await service.cut_at(100)
    found = await service.json(WITHIN, from_="2020-07-01", to="2020-07-02")
    assert found["judged_until"] == "2020-07-01T07:00:00+00:00"
    assert (found["total"]["numerator"], found["total"]["denominator"]) == (6, 10)
    assert (found["total"]["printed"], found["total"]["pending"]) == ("60.0", 2)


async def test_an_hourly_day_is_the_london_day(service: Service) -> None:
    await service.publishing.facts(
        total("response.within-target", "2020-05-31T22", 1, of=1),
        total("response.within-target", "2020-05-31T23", 1, of=1),
        cut(),
    )
    await service.cut_at(100)
    found = await service.json(WITHIN, from_="2020-06-01", to="2020-06-02")
    assert found["total"]["denominator"] == 1


async def test_durations_are_exact_and_printed_in_words(service: Service) -> None:
    await service.publishing.facts(
        total("response.time", "2020-06-01", 2, of=4, pending=1, values={492: 1, 3700: 1}),
        total("response.time", "2020-06-02", 1, of=1, values={492: 1}),
        cut(),
    )
    await service.cut_at(100)
    found = (await service.json(TIME, from_="2020-06-01", to="2020-06-03"))["total"]
    assert (found["value"], found["printed"]) == (492, "8 min 12 s")
    assert found["details"]["percentile_90"] == 3700
    assert found["printed_details"]["90th percentile"] == "1 h 1 min 40 s"
    assert found["printed_details"]["Never arrived"] == "25.0%"


async def test_no_records_is_not_zero(service: Service) -> None:
    await service.publishing.facts(total("stop-search.searches", "2020-01-10", 3), cut())
    await service.cut_at(100)
    path = "/v1/indicators/stop-search.section-60/values"
    before = await service.json(path, from_="2019-01-01", to="2019-02-01")
    assert (before["total"]["value"], before["total"]["printed"]) == (None, "no records")
    # The same kind of record is there, so that none under section 60 is a figure.
    known = await service.json(path, from_="2020-01-01", to="2020-02-01")
    assert (known["total"]["value"], known["total"]["printed"]) == (0, "0")
    assert known["records"] == {
        **{"first": "2020-01-10", "last": "2020-01-10", "missing": [], "covers": "part"},
        "lacking": "records of 1 January 2020 to 9 January 2020 and 11 January 2020 to 31 January "
        "2020 are missing",
    }


async def test_a_group_left_out_by_the_definition_is_no_zero(service: Service) -> None:
    await service.publishing.facts(
        total("crime.total", "2020-01-10", 3),
        total("crime.total", "2020-01-10", 3, by="offence-group=Robbery"),
        total("crime.total", "2019-01-10", 2, by="offence-group=Burglary"),
        cut(),
    )
    await service.cut_at(100)
    path = "/v1/indicators/crime.total/values"
    found = await service.json(path, from_="2020-01-01", to="2020-02-01", by="offence-group")
    assert {row["label"]: row["value"] for row in found["rows"]} == {"Robbery": 3, "Burglary": 0}


async def test_a_pair_of_dimensions_in_any_order(service: Service) -> None:
    await service.publishing.facts(
        total("stop-search.searches", "2020-01-10", 4),
        total("stop-search.searches", "2020-01-10", 4, by="ethnicity=Black"),
        total("stop-search.searches", "2020-01-10", 4, by="ethnicity=Black,outcome=arrest"),
        cut(),
    )
    await service.cut_at(100)
    path = "/v1/indicators/stop-search.searches/values"
    found = await service.json(path, from_="2020-01-01", to="2020-02-01", by="outcome,ethnicity")
    assert [row["breakdown"] for row in found["rows"]] == [
        {"ethnicity": "Black", "outcome": "arrest"}
    ]
    assert found["rows"][0]["label"] == "Black, Arrest"


async def test_a_series_is_cut_into_pieces_that_add_up(service: Service) -> None:
    days = ["2020-01-31", "2020-02-01", "2020-02-29", "2020-03-01", "2020-03-09"]
    await service.publishing.facts(*(total("crime.total", day, 10) for day in days), cut())
    await service.cut_at(100)
    path = "/v1/indicators/crime.total/series"
    found = await service.json(path, every="month", from_="2020-01-15", to="2020-03-10")
    assert [(each["from"], each["to"], each["whole"]) for each in found["pieces"]] == [
        ("2020-01-15", "2020-02-01", False),
        ("2020-02-01", "2020-03-01", True),
        ("2020-03-01", "2020-03-10", False),
    ]
    assert [each["total"]["value"] for each in found["pieces"]] == [10, 20, 20]


async def test_a_stock_is_carried_from_piece_to_piece(service: Service) -> None:
    await service.publishing.facts(
        total("complaints.open", "2019-12-01", 7, of=1),
        total("complaints.open", "2020-01-05", 2),
        total("complaints.open", "2020-02-05", 0, of=3),
        cut(),
    )
    await service.cut_at(100)
    period = {"from_": "2020-01-01", "to": "2020-03-01"}
    series = await service.json("/v1/indicators/complaints.open/series", every="month", **period)
    assert [each["total"]["value"] for each in series["pieces"]] == [8, 5]
    values = await service.json("/v1/indicators/complaints.open/values", **period)
    assert values["total"]["value"] == 5


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"from_": ""}, 422, "from"),
        ({"to": "2019-04-01"}, 422, "to"),
        ({"to": "2019-02-30"}, 422, "to"),
        ({"from_": "20190401"}, 422, "from"),
        ({"area": "atlantis"}, 422, "area"),
        ({"force": "atlantis"}, 422, "force"),
        ({"by": "outcome"}, 422, "by"),
        ({"basis": "census-1801"}, 422, "basis"),
        ({"form": "1"}, 422, "form"),
    ],
)
async def test_a_question_that_cannot_be_answered_names_the_parameter(
    service: Service, change: dict[str, str], status: int, field: str
) -> None:
    assert await service.refusal(DISPARITY, **{**YEAR, **change}) == (status, field)


async def test_what_is_not_there(service: Service) -> None:
    assert await service.refusal("/v1/indicators/no.such/values", **YEAR) == (404, "id")
    series = "/v1/indicators/crime.total/series"
    assert await service.refusal(series, **YEAR) == (422, "every")
    long = {"from_": "1900-01-01", "to": "2100-01-01"}
    assert await service.refusal(series, **long, every="day") == (422, "every")
    assert (await service.client.get(DISPARITY, params=_year())).status_code == 503


async def test_every_indicator_can_be_asked(service: Service) -> None:
    await service.publishing.facts(
        total("crime.total", "2020-01-01", 1),
        total("incidents.recorded", "2020-01-01", 1),
        total("stop-search.searches", "2020-01-01", 1),
        total("complaints.logged", "2020-01-01", 1),
        cut(),
    )
    await service.cut_at(100)
    indicators = await service.json("/v1/indicators")
    (logged,) = (each for each in indicators if each["id"] == "complaints.logged")
    assert [each["on"] for each in logged["breaks"]] == ["2020-02-01"]
    assert {each["row"] for each in logged["documents"]} == {"C3", "E9"}
    assert logged["source"].startswith("Police and Crime Plan 2014-16 (C3")
    for indicator in indicators:
        for by in ["", *(",".join(each) for each in indicator["breakdowns"])]:
            path = f"/v1/indicators/{indicator['id']}/values"
            found = await service.json(path, from_="2020-01-01", to="2020-02-01", by=by)
            assert found["definition"] == indicator["definition"]
            assert found["total"]["printed"]


def _year() -> dict[str, str]:
    return {name.rstrip("_"): value for name, value in YEAR.items()}
