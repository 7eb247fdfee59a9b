"""What the services of a stack of containers may do in Kafka."""

from importlib.util import module_from_spec, spec_from_file_location
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from oversight_contracts.topics import DEAD_LETTERS, EVENTS, TOPICS


@pytest.fixture(scope="module")
def access(checkout: Path) -> Any:
    """The program that gives them their rights, which is no part of a package."""
    file = checkout / "deploy" / "containers" / "kafka" / "access.py"
    spec = spec_from_file_location("access", file)
    assert spec is not None
    assert spec.loader is not None
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def users(access: Any, operation: Any, topic: str) -> set[str]:
    return {
        rule.principal.removeprefix("User:")
        for rule in access.rules()
        if (rule.resource, rule.operation, rule.name, rule.pattern)
        == (access.Resource.TOPIC, operation, topic, access.Pattern.LITERAL)
    }


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_topic_is_written_by_its_producers_and_read_by_nobody_but_its_consumers(
    access: Any, topic: Any
) -> None:
    assert users(access, access.Operation.WRITE, topic.name) == {*topic.producers}
    readers = {*topic.producers, *topic.consumers}
    # The command replays what was dead-lettered.
    readers |= {"command"} if topic in (EVENTS, DEAD_LETTERS) else set()
    assert users(access, access.Operation.READ, topic.name) == readers


def test_what_begins_as_our_topics_do_is_made_by_everyone_and_read_by_nobody(access: Any) -> None:
    beginning = [rule for rule in access.rules() if rule.name == "oversight."]
    assert {rule.principal for rule in beginning} == {f"User:{name}" for name in access.USERS}
    assert not {access.Operation.READ, access.Operation.WRITE} & {
        rule.operation for rule in beginning
    }


def test_a_call_is_sent_as_its_schema_has_it(access: Any) -> None:
    for call in (access.access_call(access.rules()), access.credentials_call({"a": "secret"})):
        assert call.schema.decode(BytesIO(call.encode())) == call.content
        assert b"secret" not in call.encode()
