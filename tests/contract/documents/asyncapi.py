"""The topics as an AsyncAPI 3.0 document: channels, messages, who sends and who receives."""

from typing import Any

from tests.contract.documents.examples import BATCH_EXAMPLE, examples_of
from tests.contract.documents.schemas import (
    VERBS,
    all_schemas,
    event_name,
    event_names,
    ref,
)

from oversight_contracts.events.envelope import BATCH, STRUCTURED
from oversight_contracts.records.kinds import KINDS
from oversight_contracts.topics import (
    ALERTS,
    AREAS,
    DEAD_LETTERS,
    EVENTS,
    FACTS,
    TOPICS,
    Topic,
)

BINDING = "0.5.0"
FACT_MODELS = {
    "total": "TotalFact",
    "cut": "Cut",
    "reconciliation": "Reconciliation",
    "statement": "StatementFact",
    "arrivals": "Arrivals",
}


def asyncapi() -> dict[str, Any]:
    """The whole document."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Oversight topics",
            "version": "1.0.0",
            "description": "Services meet only in these topics. Written from the code.",
        },
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic) for topic in TOPICS},
        "operations": dict(_operation(*each) for each in _roles()),
        "components": {"messages": _messages(), "schemas": all_schemas()},
    }


def messages_of(topic: Topic) -> list[str]:
    """The names of the messages that a topic carries."""
    return {
        EVENTS.name: [*event_names(), "Batch"],
        DEAD_LETTERS.name: ["DeadLetter"],
        FACTS.name: list(FACT_MODELS.values()),
        ALERTS.name: ["EpisodeFact"],
        AREAS.name: ["CountedAreas"],
    }[topic.name]


def message_of(topic: Topic, name: str, example: Any) -> str:
    """The message that an example is one of."""
    if topic is FACTS:
        return FACT_MODELS[example["fact"]]
    if topic is not EVENTS:
        return messages_of(topic)[0]
    if name == BATCH_EXAMPLE:
        return "Batch"
    _, _, kind, verb, _ = example["type"].split(".")
    return event_name(kind, verb)


def _channel(topic: Topic) -> dict[str, Any]:
    return {
        "address": topic.name,
        "title": topic.title,
        "description": f"Key: {topic.key}. Kept: {topic.retention}.",
        "messages": {
            name: {"$ref": f"#/components/messages/{name}"} for name in messages_of(topic)
        },
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": _configuration(topic),
                "bindingVersion": BINDING,
            }
        },
        "x-key": topic.key,
        "x-retention": topic.retention,
        "x-producers": list(topic.producers),
        "x-consumers": list(topic.consumers),
    }


def _configuration(topic: Topic) -> dict[str, Any]:
    # The binding knows these two words; a list and a number are its forms.
    policy, kept = topic.config.get("cleanup.policy"), topic.config.get("retention.ms")
    return {
        **({"cleanup.policy": [policy]} if policy else {}),
        **({"retention.ms": int(kept)} if kept else {}),
    }


def _roles() -> list[tuple[str, str, Topic]]:
    return [
        (service, action, topic)
        for topic in TOPICS
        for action, services in (("send", topic.producers), ("receive", topic.consumers))
        for service in services
    ]


def _operation(service: str, action: str, topic: Topic) -> tuple[str, dict[str, Any]]:
    return f"{service}.{action}.{topic.name}", {
        "action": action,
        "title": f"{service} {action}s {topic.name}",
        "channel": {"$ref": f"#/channels/{topic.name}"},
        "tags": [{"name": service}],
    }


def _messages() -> dict[str, Any]:
    events = {
        event_name(kind, verb): _message(
            EVENTS, event_name(kind, verb), f"A {kind} {verb}: {VERBS[verb]}", STRUCTURED
        )
        for kind in KINDS
        for verb in VERBS
    }
    return {
        **events,
        "Batch": _batch(),
        "TotalFact": _message(FACTS, "TotalFact", "The newest total of one series in a bucket"),
        "Cut": _message(FACTS, "Cut", "As at which offsets the totals before it are consistent"),
        "StatementFact": _message(FACTS, "StatementFact", "The newest revision of a statement"),
        "Reconciliation": _message(FACTS, "Reconciliation", "An hour of a source, compared"),
        "Arrivals": _message(FACTS, "Arrivals", "What came from a source in an hour"),
        "EpisodeFact": _message(ALERTS, "EpisodeFact", "An episode after a transition"),
        "CountedAreas": _message(AREAS, "CountedAreas", "The forces and areas that count"),
        "DeadLetter": _message(DEAD_LETTERS, "DeadLetter", "Bytes that could not be counted"),
    }


def _message(
    topic: Topic, name: str, title: str, content_type: str = "application/json"
) -> dict[str, Any]:
    return {
        "name": name,
        "title": title,
        "contentType": content_type,
        "payload": ref(name),
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": topic.key},
                "bindingVersion": BINDING,
            }
        },
        "examples": [
            {"name": example, "payload": payload}
            for example, payload in examples_of(topic).items()
            if message_of(topic, example, payload) == name
        ],
    }


def _batch() -> dict[str, Any]:
    message = _message(EVENTS, "Batch", "Events of one partition, in order", BATCH)
    items = {"oneOf": [ref(name) for name in event_names()]}
    # It has no key: ingest has put it into the partition of its events.
    message["bindings"]["kafka"].pop("key")
    return message | {"payload": {"type": "array", "items": items, "minItems": 1}}
