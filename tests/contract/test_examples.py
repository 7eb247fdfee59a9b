"""The examples beside the contract are what they show."""

from typing import Any

import orjson
import pytest
from pydantic import BaseModel
from tests.contract.documents.examples import BATCH_EXAMPLE, examples_of

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.events.dead_letter import DeadLetter
from oversight_contracts.events.event import read_event
from oversight_contracts.facts.areas import CountedAreas
from oversight_contracts.facts.arrivals import Arrivals
from oversight_contracts.facts.episode import EpisodeFact
from oversight_contracts.facts.facts import Cut, StatementFact, TotalFact, read_fact
from oversight_contracts.facts.reconciliation import Reconciliation
from oversight_contracts.records.kinds import KINDS
from oversight_contracts.topics import ALERTS, AREAS, DEAD_LETTERS, EVENTS, FACTS, TOPICS, Topic

FACT_MODELS: dict[str, type[BaseModel]] = {
    "arrivals": Arrivals,
    "cut": Cut,
    "reconciliation": Reconciliation,
    "statement": StatementFact,
}
EXAMPLES = [
    pytest.param(topic, name, document, id=f"{topic.name}/{name}")
    for topic in TOPICS
    for name, document in examples_of(topic).items()
]


@pytest.fixture(scope="module")
def catalogue(pytestconfig: pytest.Config) -> Catalogue:
    return load_catalogue(pytestconfig.rootpath / "shared" / "definitions")


@pytest.mark.parametrize(("topic", "name", "document"), EXAMPLES)
def test_an_example_is_read_by_its_model(topic: Topic, name: str, document: Any) -> None:
    if topic is EVENTS:
        for event in document if name == BATCH_EXAMPLE else [document]:
            assert read_event(event, strict=True).key
        return
    models: dict[str, type[BaseModel]] = {
        FACTS.name: FACT_MODELS.get(name, TotalFact),
        ALERTS.name: EpisodeFact,
        DEAD_LETTERS.name: DeadLetter,
        AREAS.name: CountedAreas,
    }
    model = models[topic.name]
    text = orjson.dumps(document)
    found = model.model_validate_json(text, extra="forbid")
    # Nothing is left to a default: an example shows all there is.
    assert set(document) == set(type(found).model_fields)
    if topic is FACTS:
        assert read_fact(text) == found


def test_every_kind_is_shown_recorded_and_removed() -> None:
    names = examples_of(EVENTS)
    for kind in KINDS:
        for verb in ("recorded", "removed"):
            assert names[f"{kind}-{verb}"]["type"] == f"uk.police.{kind}.{verb}.v1"


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_kind_is_shown(kind: str) -> None:
    shown = {
        field
        for name, document in examples_of(EVENTS).items()
        if name != BATCH_EXAMPLE and document["type"] == f"uk.police.{kind}.recorded.v1"
        for field in document["data"]
    }
    # Few cases are reviewed, lead to proceedings or are cancelled; one that did would mislead.
    rare = {"review", "review_requested_at", "misconduct", "misconduct_at"}
    assert set(KINDS[kind].model_fields) - shown <= rare | {
        "investigation_started_at",
        "cancelled_at",
    }


def test_removals_are_of_records_that_are_shown() -> None:
    examples = examples_of(EVENTS)
    for kind in KINDS:
        recorded = read_event(examples[f"{kind}-recorded"], strict=True)
        removed = read_event(examples[f"{kind}-removed"], strict=True)
        assert removed.key == recorded.key
        assert removed.source == recorded.source
        assert removed.revision > recorded.revision


def test_examples_speak_of_what_is_defined(catalogue: Catalogue) -> None:
    for name, document in examples_of(FACTS).items():
        if name not in FACT_MODELS:
            assert document["indicator"] in catalogue.indicators
            assert document["area"] in ("force", *catalogue.forces[document["force"]].areas)
    for document in examples_of(ALERTS).values():
        rule = catalogue.rules[document["rule"]]
        assert (document["title"], document["severity"]) == (rule.title, rule.severity)
        assert document["indicator"] == rule.indicator


def test_a_dead_letter_keeps_an_event_that_is_shown() -> None:
    (letter,) = examples_of(DEAD_LETTERS).values()
    kept = read_event(orjson.loads(DeadLetter.model_validate(letter).original), strict=True)
    assert (kept.source, kept.id) == (letter["source"], letter["id"])
    shown = read_event(examples_of(EVENTS)["incident-waiting"], strict=True)
    assert (kept.key, kept.revision) == (shown.key, shown.revision)
    assert kept.digest != shown.digest
