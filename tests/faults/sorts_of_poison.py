"""Every sort of poison, each made of an incident that is sound but for one thing."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import orjson
from tests.faults.poison import Poison
from tests.partitioner import partition_of

from oversight_contracts.events.envelope import BATCH
from oversight_contracts.topics import EVENTS
from oversight_local.client.change import Change, encode
from oversight_runtime.kafka.producer import MAX_REQUEST_BYTES

# Kafka's own framing has to fit beside it.
LARGEST = MAX_REQUEST_BYTES - 1_000
REFUSED = "refused-"
ALTERATIONS: dict[str, dict[str, Any]] = {
    "wrong schema": {"grade": "urgent"},
    "NUL in a text": {"grade": "priority-1\0"},
    "an area that is not there": {"area": "atlantis"},
    "an integer beyond bigint": {"revision": 2**63},
    "thousands of faults": {"markers": [1] * 50_000},
}


@dataclass(frozen=True)
class Case:
    """A poison with the ``id`` and outcome of its receipt, and what is sound again after it.

    What is sent ``before`` it, and what is ``beside`` it in its record, is sound and counts.
    """

    poison: Poison
    id: str = ""
    outcome: str = "dead-lettered"
    correction: Change | None = None
    before: tuple[Change, ...] = ()
    beside: tuple[Change, ...] = ()


def cases(changes: Iterator[Change], source: str) -> list[Case]:
    """One of every sort; ``changes`` are of records that nobody else sends."""
    incidents = (each for each in changes if each.kind == "incident" and each.revision == 1)
    return [
        Case(Poison("no JSON", b"\xff\xfe{")),
        Case(Poison("1 MB of garbage", random.Random(1).randbytes(LARGEST), 1)),
        Case(Poison("no value", None, 2)),
        *(_altered(name, next(incidents), source) for name in ALTERATIONS),
        _of_unknown_type(next(incidents), source),
        _within_a_batch(incidents, source),
        _refused(next(incidents), source),
        _conflict(next(incidents), source),
    ]


def corrected(change: Change) -> Change:
    """The same record, sound, in its next revision."""
    return replace(change, revision=2, data={**change.data, "revision": 2})


def _altered(name: str, change: Change, source: str) -> Case:
    content = encode(replace(change, data={**change.data, **ALTERATIONS[name]}), source)
    return _case(Poison(name, content, _partition(change)), change)


def _of_unknown_type(change: Change, source: str) -> Case:
    poison = Poison("unknown content type", encode(change, source), _partition(change), "text/x")
    return _case(poison, change)


def _within_a_batch(incidents: Iterator[Change], source: str) -> Case:
    bad = next(incidents)
    alike = (each for each in incidents if _partition(each) == _partition(bad))
    sound = (next(alike), next(alike))
    broken = replace(bad, data={**bad.data, **ALTERATIONS["wrong schema"]})
    events = [orjson.loads(encode(each, source)) for each in (sound[0], broken, sound[1])]
    poison = Poison("one of a batch", orjson.dumps(events), _partition(bad), BATCH, index=1)
    return replace(_case(poison, bad), beside=sound)


def _refused(change: Change, source: str) -> Case:
    named = replace(change, subject=REFUSED + change.subject)
    poison = Poison("refused by the database", encode(named, source), _partition(named))
    return _case(poison, named)


def _conflict(change: Change, source: str) -> Case:
    other = orjson.loads(encode(change, source))
    other["id"] += ":again"
    other["data"]["grade"] = "scheduled" if change.data["grade"] != "scheduled" else "priority-3"
    poison = Poison("other content, same revision", orjson.dumps(other), _partition(change))
    return Case(poison, other["id"], "conflict", corrected(change), before=(change,))


def _case(poison: Poison, change: Change) -> Case:
    return Case(poison, change.id, correction=corrected(change))


def _partition(change: Change) -> int:
    key = f"{change.data['force']}/{change.kind}/{change.subject}"
    return partition_of(key.encode(), EVENTS.partitions)
