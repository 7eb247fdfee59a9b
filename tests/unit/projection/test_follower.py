"""When a follower begins again, and when following counts as work that was done."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from tests.contract.projection.topic_logs import FakeTopicLog
from tests.unit.alerts.builders import NOW, cut

from oversight_projection.follower import READS_UNCONFIRMED, LogFollower
from oversight_projection.position import PositionMoved
from oversight_projection.sink import Confirm, LogReplaced, Record


class Enough(Exception):
    """The test has seen what it waits for."""


@dataclass
class ScriptedSink:
    """Answers each batch as it is told, and then has had enough."""

    answers: list[bool | Exception]
    begun: list[str] = field(default_factory=list)
    taken: list[Sequence[Record]] = field(default_factory=list)

    async def begin(self, log: str, end: int) -> int:
        self.begun.append(log)
        return 0

    async def take(self, records: Sequence[Record], confirm: Confirm) -> bool:
        self.taken.append(records)
        answer = self.answers.pop(0) if self.answers else Enough()
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class WaitingLog(FakeTopicLog):
    """Knows of records that it does not bring."""

    async def read(self) -> Sequence[Record]:
        return ()


async def prepared() -> None:
    return


async def times_well(source: FakeTopicLog, *answers: bool) -> int:
    """How often a follower says that it has done its work before its sink has had enough."""
    said: list[None] = []
    follower = LogFollower(source, ScriptedSink(list(answers)), prepared, lambda: NOW)
    with pytest.raises(Enough):
        await follower.run(lambda: said.append(None))
    return len(said)


async def test_an_empty_answer_is_no_work_done_while_records_wait() -> None:
    source = WaitingLog()
    source.append(cut())
    assert await times_well(source, False) == 0


async def test_a_position_that_moved_is_work_done_while_records_wait() -> None:
    source = WaitingLog()
    source.append(cut())
    assert await times_well(source, True) == 1


async def test_all_is_well_where_there_is_nothing_to_read() -> None:
    assert await times_well(FakeTopicLog(), False) == 1


async def test_it_begins_again_where_another_process_moved_the_position() -> None:
    source = FakeTopicLog()
    source.append(cut())
    sink = ScriptedSink([PositionMoved("elsewhere")])
    with pytest.raises(Enough):
        await LogFollower(source, sink, prepared, lambda: NOW).run(lambda: None)
    assert sink.begun == ["one", "one"]
    assert sink.taken[0] == sink.taken[1]


async def test_a_cluster_that_is_exchanged_meanwhile_is_noticed_without_a_record() -> None:
    source = FakeTopicLog()
    follower = LogFollower(source, ScriptedSink([False] * 20), prepared, lambda: NOW)
    await follower.begin()
    source.cluster = "two"
    for _ in range(READS_UNCONFIRMED - 1):
        await follower.step()
    with pytest.raises(LogReplaced, match="two instead of one"):
        await follower.step()


async def test_progress_is_known_from_the_first_read_on() -> None:
    follower = LogFollower(FakeTopicLog(), ScriptedSink([False]), prepared, lambda: NOW)
    await follower.begin()
    assert follower.progress_at is None
    await follower.step()
    assert follower.progress_at == NOW
