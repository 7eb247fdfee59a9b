"""The projection begins again from what is stored."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from prometheus_client import CollectorRegistry

from oversight_contracts.facts.episode import EpisodeFact
from oversight_contracts.facts.facts import Cut, TotalFact, write_fact
from oversight_contracts.log_position import LogPosition
from oversight_projection.buffer import Application
from oversight_projection.sink import DefinitionsChanged, LogReplaced, Record
from oversight_reporting.metrics import Metrics
from oversight_reporting.projection.sinks import FactSink

AT = datetime(2020, 7, 1, tzinfo=UTC)
OWN = "own definitions"


class FakeStore:
    """Keeps what is applied, in memory."""

    def __init__(self, position: LogPosition, cut: Cut | None) -> None:
        self.stored = position
        self.cut = cut
        self.applied: list[Application] = []

    async def position(self, topic: str) -> LogPosition:
        return self.stored

    async def last_cut(self) -> Cut | None:
        return self.cut

    async def apply(self, application: Application, seen: LogPosition, log: str) -> None:
        self.applied.append(application)
        self.stored = LogPosition(log, application.next_offset)

    async def keep_episodes(
        self, episodes: Sequence[EpisodeFact], next_offset: int, seen: LogPosition, log: str
    ) -> None:
        raise AssertionError("no episode was sent")


def cut(generation: int, definitions: str = OWN) -> Cut:
    return Cut(generation=generation, complete=True, definitions=definitions, positions=(), at=AT)


def fact(generation: int) -> TotalFact:
    return TotalFact.model_validate(
        {
            **{"generation": generation, "revision": 1, "indicator": "crime.total", "by": ""},
            **{"force": "west-midlands", "area": "force", "bucket": "2020-01-01"},
            **{"n": 1, "of": 0, "pending": 0},
        }
    )


def sink(store: FakeStore) -> FactSink:
    return FactSink(store, Metrics(CollectorRegistry(), lambda: AT), OWN)


async def same_log() -> None:
    return None


async def replaced() -> None:
    raise LogReplaced("another cluster")


async def test_it_continues_its_own_log_and_reads_another_or_a_shorter_from_the_start() -> None:
    store = FakeStore(LogPosition("mine", 40), None)
    assert await sink(store).begin("mine", 50) == 40
    assert await sink(store).begin("another", 50) == 0
    assert await sink(store).begin("mine", 39) == 0


async def test_a_stored_generation_outlives_the_process() -> None:
    store = FakeStore(LogPosition("mine", 0), cut(6))
    again = sink(store)
    await again.begin("mine", 50)
    await again.take(
        [Record(0, None, write_fact(fact(5))), Record(1, None, write_fact(cut(5)))], same_log
    )
    assert store.applied == []
    await again.take(
        [Record(2, None, write_fact(fact(6))), Record(3, None, write_fact(cut(6)))], same_log
    )
    assert [each.generation for each in store.applied[0].totals] == [6]


async def test_nothing_is_written_from_a_log_that_may_be_another() -> None:
    store = FakeStore(LogPosition("mine", 0), None)
    reader = sink(store)
    await reader.begin("mine", 50)
    with pytest.raises(LogReplaced):
        await reader.take(
            [Record(0, None, write_fact(fact(5))), Record(1, None, write_fact(cut(5)))], replaced
        )
    assert store.applied == []


async def test_tombstones_and_unknown_kinds_are_passed_over() -> None:
    store = FakeStore(LogPosition("mine", 0), None)
    reader = sink(store)
    await reader.begin("mine", 50)
    records = [
        Record(0, None, None),
        Record(1, None, b'{"fact":"rumour"}'),
        Record(2, None, write_fact(cut(5))),
    ]
    await reader.take(records, same_log)
    assert store.applied[0].next_offset == 3


async def test_figures_that_move_on_to_other_definitions_end_the_process() -> None:
    store = FakeStore(LogPosition("mine", 1), cut(1))
    facts = sink(store)
    await facts.begin("mine", 50)
    with pytest.raises(DefinitionsChanged):
        await facts.take(
            [Record(1, None, write_fact(fact(2))), Record(2, None, write_fact(cut(2, "new")))],
            same_log,
        )
    assert store.stored == LogPosition("mine", 3)


async def test_figures_of_other_definitions_are_followed_until_its_own_come() -> None:
    store = FakeStore(LogPosition("mine", 1), cut(1, "old"))
    facts = sink(store)
    await facts.begin("mine", 50)
    for offset, each in enumerate((cut(1, "old"), cut(2), cut(2)), 1):
        await facts.take([Record(offset, None, write_fact(each))], same_log)
    assert len(store.applied) == 3
