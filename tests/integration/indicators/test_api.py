"""HTTP: who may see what, and in which form."""

import orjson
from tests.integration.indicators.incidents import SOURCE, event
from tests.integration.indicators.stand import Stand


async def test_receipts_records_position_and_metrics(stand: Stand) -> None:
    await stand.start()
    await stand.send([event("b", 1), event("a", 1), event("a", 2, "removed"), event("z", 1)])
    await stand.send([event("20/4711 b", 1)])
    await stand.counted()

    receipt = (await stand.get(f"/v1/receipts/{SOURCE}/b-1", "feed")).json()
    assert receipt["outcome"] == "counted"
    assert receipt == (await stand.get(f"/v1/receipts?source={SOURCE}&id=b-1", "admin")).json()
    unseen = await stand.get(f"/v1/receipts/{SOURCE}/nothing", "oversight")
    assert (unseen.status_code, unseen.json()["outcome"]) == (200, "not-seen")

    for path in ("20%2F4711%20b-1", "20/4711 b-1"):
        found = (await stand.get(f"/v1/receipts/{SOURCE}/{path}", "feed")).json()
        assert (found["id"], found["outcome"]) == ("20/4711 b-1", "counted")
    foreign = await stand.get("/v1/receipts/urn:other:feed/b-1", "feed")
    nobody = await stand.get(f"/v1/receipts/{SOURCE}/b-1", None)
    assert (foreign.status_code, nobody.status_code) == (403, 401)
    assert foreign.headers["content-type"] == "application/problem+json"

    answer = await stand.get("/v1/records?kind=incident&force=west-midlands", "feed")
    lines = [orjson.loads(line) for line in answer.text.splitlines()]
    assert [(line["id"], line["revision"], line["removed"]) for line in lines] == [
        ("20/4711 b", 1, False),
        ("a", 2, True),
        ("b", 1, False),
        ("z", 1, False),
    ]
    assert all(len(bytes.fromhex(line["digest"])) == 32 for line in lines)
    some = await stand.get("/v1/records?kind=incident&force=west-midlands&prefix=b", "oversight")
    assert [orjson.loads(line)["id"] for line in some.text.splitlines()] == ["b"]
    graded = await stand.get(
        "/v1/records?kind=incident&force=west-midlands&field=grade", "oversight"
    )
    assert {orjson.loads(line)["value"] is None for line in graded.text.splitlines()} == {
        True,
        False,
    }
    wrong = await stand.get("/v1/records?kind=incident&force=west-midlands&field=colour", "feed")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "query.field")
    crimes = await stand.get("/v1/records?kind=crime&force=west-midlands", "feed")
    assert crimes.status_code == 403

    position = (await stand.get("/v1/position", None)).json()
    assert position["generation"] > 1_700_000_000_000
    assert sum(each["offset"] for each in position["positions"]) == 5

    metrics = (await stand.get("/metrics", None)).text
    assert 'oversight_indicators_events_total{outcome="counted"} 5.0' in metrics
