"""The documents under docs/ say what the code does, and hold together."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema_rs import Draft202012Validator
from schemathesis.openapi import from_dict
from tests.contract.documents.asyncapi import asyncapi, message_of
from tests.contract.documents.contents import contents, stale, write
from tests.contract.documents.examples import examples_of
from tests.contract.documents.markdown import table

from oversight_contracts.records.kinds import KINDS
from oversight_contracts.topics import TOPICS, Topic

SERVICES = ("ingest", "indicators", "alerts", "reporting")


@pytest.fixture(scope="module")
def documents(checkout: Path) -> dict[str, str]:
    return contents(checkout)


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref" and isinstance(value, str):
                yield value
            else:
                yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def resolved(document: Any, reference: str) -> Any:
    assert reference.startswith("#/"), reference
    found = document
    for step in reference[2:].split("/"):
        found = found[step.replace("~1", "/").replace("~0", "~")]
    return found


def loaded(documents: dict[str, str], name: str) -> Any:
    text = documents[name]
    return yaml.safe_load(text) if name.endswith(".yaml") else json.loads(text)


def test_what_is_committed_is_what_the_code_writes(
    checkout: Path, documents: dict[str, str]
) -> None:
    assert stale(checkout, documents) == [], "write them with: make docs"


def test_the_same_code_writes_the_same_documents(checkout: Path, documents: dict[str, str]) -> None:
    assert contents(checkout) == documents


def test_a_document_that_differs_or_is_missing_is_named(
    tmp_path: Path, documents: dict[str, str]
) -> None:
    write(tmp_path, documents)
    assert stale(tmp_path, documents) == []
    (tmp_path / "docs" / "topics.md").write_text("something else")
    (tmp_path / "docs" / "openapi" / "alerts.json").unlink()
    assert stale(tmp_path, documents) == ["docs/openapi/alerts.json", "docs/topics.md"]


@pytest.mark.parametrize(
    "name", ["docs/asyncapi.yaml", *(f"docs/openapi/{service}.json" for service in SERVICES)]
)
def test_every_reference_leads_somewhere(documents: dict[str, str], name: str) -> None:
    document = loaded(documents, name)
    for reference in references(document):
        assert resolved(document, reference) is not None


def test_the_channels_are_the_topics(documents: dict[str, str]) -> None:
    channels = loaded(documents, "docs/asyncapi.yaml")["channels"]
    assert {each["address"] for each in channels.values()} == {topic.name for topic in TOPICS}
    for topic in TOPICS:
        channel = channels[topic.name]
        assert channel["bindings"]["kafka"]["partitions"] == topic.partitions
        assert (channel["x-key"], channel["x-retention"]) == (topic.key, topic.retention)
        assert channel["x-producers"] == list(topic.producers)
        assert channel["x-consumers"] == list(topic.consumers)


def test_who_sends_and_who_receives_is_in_the_operations(documents: dict[str, str]) -> None:
    document = loaded(documents, "docs/asyncapi.yaml")
    found = {
        (each["tags"][0]["name"], each["action"], each["channel"]["$ref"].rpartition("/")[2])
        for each in document["operations"].values()
    }
    wanted = {(service, "send", t.name) for t in TOPICS for service in t.producers}
    wanted |= {(service, "receive", t.name) for t in TOPICS for service in t.consumers}
    assert found == wanted
    assert {service for service, _, _ in found} == set(SERVICES)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_examples_fit_the_schema_of_their_message(topic: Topic) -> None:
    document = asyncapi()
    for name, example in examples_of(topic).items():
        message = document["components"]["messages"][message_of(topic, name, example)]
        assert {"name": name, "payload": example} in message["examples"]
        schema = {"components": document["components"], **message["payload"]}
        faults = [error.message for error in Draft202012Validator(schema).iter_errors(example)]
        assert faults == [], name


def test_the_schema_of_an_event_refuses_another_kind() -> None:
    document = asyncapi()
    schema = {
        "components": document["components"],
        **document["components"]["messages"]["CrimeRecorded"]["payload"],
    }
    incident = examples_of(TOPICS[0])["incident-recorded"]
    assert not Draft202012Validator(schema).is_valid(incident)


def test_every_message_is_carried_by_a_topic_and_shown(documents: dict[str, str]) -> None:
    document = loaded(documents, "docs/asyncapi.yaml")
    carried = {name for each in document["channels"].values() for name in each["messages"]}
    assert carried == set(document["components"]["messages"])
    assert all(each["examples"] for each in document["components"]["messages"].values())


@pytest.mark.parametrize("service", SERVICES)
def test_an_openapi_document_is_one(documents: dict[str, str], service: str) -> None:
    document = loaded(documents, f"docs/openapi/{service}.json")
    assert {"/livez", "/readyz", "/metrics"} <= set(document["paths"])
    from_dict(document).validate()


def test_ingest_says_what_it_takes_and_answers(documents: dict[str, str]) -> None:
    paths = loaded(documents, "docs/openapi/ingest.json")["paths"]
    operation = paths["/v1/events"]["post"]
    assert set(operation["requestBody"]["content"]) == {
        "application/cloudevents+json",
        "application/cloudevents-batch+json",
        "application/json",
        "application/x-ndjson",
    }
    wanted = {"202", "207", "400", "401", "403", "413", "415", "422", "429", "503"}
    assert set(operation["responses"]) == wanted | {"408", "default"}
    for status in ("429", "503"):
        assert "Retry-After" in operation["responses"][status]["headers"]
    assert "200" in paths["/v1/events/validate"]["post"]["responses"]


def test_every_field_of_every_kind_has_a_meaning(documents: dict[str, str]) -> None:
    for line in documents["docs/records.md"].splitlines():
        if re.match(r"\| `", line):
            assert all(cell.strip() for cell in line.split("|")[4:5]), line
    for kind, model in KINDS.items():
        assert f"\n## {kind}\n" in documents["docs/records.md"]
        for field in model.model_fields.values():
            assert field.description


def test_a_cell_cannot_break_its_table() -> None:
    assert table(("A", "B"), [("x|y", "two\nlines")]) == (
        "| A | B |\n| --- | --- |\n| x\\|y | two lines |\n"
    )
