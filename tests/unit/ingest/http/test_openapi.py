"""The OpenAPI document says what can be sent and what comes back."""

import httpx
from tests.unit.ingest.builders import BATCH, NDJSON, STRUCTURED, bearer, encoded

from oversight_ingest.http.openapi import paths


async def test_every_mode_and_kind_is_described(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    post = document["paths"]["/v1/events"]["post"]
    assert set(post["requestBody"]["content"]) == {STRUCTURED, "application/json", BATCH, NDJSON}
    expected = {"202", "207", "400", "401", "403", "408", "413", "415", "422", "429", "503"}
    assert set(post["responses"]) == expected
    assert {"Incident", "Crime", "StopSearch", "Complaint", "Removal"} <= set(
        document["components"]["schemas"]
    )
    assert document["components"]["schemas"]["Incident"]["additionalProperties"] is False


async def test_the_examples_are_accepted(client: httpx.AsyncClient) -> None:
    post = paths()["/v1/events"]["post"]
    binary = {each["name"]: each["example"] for each in post["parameters"]}
    for media_type, body in post["requestBody"]["content"].items():
        example = body["example"]
        content = example.encode() if isinstance(example, str) else encoded(example)
        headers = bearer(content_type=media_type) | binary
        answer = await client.post("/v1/events", content=content, headers=headers)
        assert answer.status_code == 202, (media_type, answer.text)
