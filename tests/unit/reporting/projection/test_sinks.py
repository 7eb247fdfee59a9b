"""The projection begins again from what is stored."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from prometheus_client import CollectorRegistry

from oversight_contracts.facts.episode import EpisodeFact
from oversight_contracts.facts.facts import Cut, TotalFact, write_fact
from oversight_reporting.metrics import Metrics
from oversight_reporting.projection.buffer import Application
from oversight_reporting.projection.follower import LogReplaced, Reading
from oversight_reporting.projection.sinks import DefinitionsChanged, FactSink

AT = datetime(2020, 7, 1, tzinfo=UTC)
OWN = "own definitions"


class FakeStore:
    """Keeps what is applied, in memory."""

    def __init__(self, reading: Reading, cut: Cut | None) -> None:
        self.stored = reading
        self.cut = cut
        self.applied: list[Application] = []

    async def reading(self, topic: str) -> Reading:
        return self.stored

    async def last_cut(self) -> Cut | None:
        return self.cut

    async def apply(self, application: Application, seen: Reading, log: str) -> None:
        self.applied.append(application)
        self.stored = Reading(log, application.next_offset)

    async def keep_episodes(
        self, episodes: Sequence[EpisodeFact], next_offset: int, seen: Reading, log: str
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


async def test_it_continues_its_own_log_and_reads_another_from_the_start() -> None:
    store = FakeStore(Reading("mine", 40), None)
    assert await sink(store).begin("mine") == 40
    assert await sink(store).begin("another") == 0


async def test_a_stored_generation_outlives_the_process() -> None:
    store = FakeStore(Reading("mine", 0), cut(6))
    again = sink(store)
    await again.begin("mine")
    await again.take([(0, write_fact(fact(5))), (1, write_fact(cut(5)))], same_log)
    assert store.applied == []
    await again.take([(2, write_fact(fact(6))), (3, write_fact(cut(6)))], same_log)
    assert [each.generation for each in store.applied[0].totals] == [6]


async def test_nothing_is_written_from_a_log_that_may_be_another() -> None:
    store = FakeStore(Reading("mine", 0), None)
    reader = sink(store)
    await reader.begin("mine")
    with pytest.raises(LogReplaced):
        await reader.take([(0, write_fact(fact(5))), (1, write_fact(cut(5)))], replaced)
    assert store.applied == []


async def test_tombstones_and_unknown_kinds_are_passed_over() -> None:
    store = FakeStore(Reading("mine", 0), None)
    reader = sink(store)
    await reader.begin("mine")
    records = [(0, None), (1, b'{"fact":"rumour"}'), (2, write_fact(cut(5)))]
    await reader.take(records, same_log)
    assert store.applied[0].next_offset == 3


async def test_figures_that_move_on_to_other_definitions_end_the_process() -> None:
    store = FakeStore(Reading("mine", 1), cut(1))
    facts = sink(store)
    await facts.begin("mine")
    with pytest.raises(DefinitionsChanged):
        await facts.take([(1, write_fact(fact(2))), (2, write_fact(cut(2, "new")))], same_log)
    assert store.stored == Reading("mine", 3)


async def test_figures_of_other_definitions_are_followed_until_its_own_come() -> None:
    store = FakeStore(Reading("mine", 1), cut(1, "old"))
    facts = sink(store)
    await facts.begin("mine")
    for offset, each in enumerate((cut(1, "old"), cut(2), cut(2)), 1):
        await facts.take([(offset, write_fact(each))], same_log)
    assert len(store.applied) == 3
