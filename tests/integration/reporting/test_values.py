"""From cuts on the fact topic to figures over HTTP."""

from tests.integration.reporting.publishing import cut, total
from tests.integration.reporting.service import Service

DISPARITY = "/v1/indicators/stop-search.disparity/values"
YEAR = {"from_": "2019-04-01", "to": "2020-04-01"}
SEARCHES = {"White": 9000, "Black": 3444, "Asian": 6233, "Not stated": 1000, "Not known": 1500}


async def test_a_cut_makes_figures(service: Service) -> None:
    await service.publishing.facts(
        total("stop-search.disparity", "2019-04-01", 21_177),
        *(
            total("stop-search.disparity", "2019-06-30", n, by=f"ethnicity={group}")
            for group, n in SEARCHES.items()
        ),
        cut(7),
    )
    await service.cut_at(7)
    found = await service.json(DISPARITY, **YEAR, by="ethnicity", basis="census-2011")
    rows = {row["label"]: row for row in found["rows"]}
    assert found["total"]["numerator"] == 21_177
    assert rows["White"]["value"] == 1
    assert rows["Black"]["printed"] == "4.5"
    assert rows["Black"]["lower"] < rows["Black"]["value"] < rows["Black"]["upper"]
    assert found["not_stated"]["count"] == 2500
    assert found["as_at"]["positions"] == [{"partition": 0, "log": "the-log", "offset": 7}]
