"""What comes between an evaluation: in the end it is as if it had come before it, or after it."""

from collections.abc import AsyncIterator, Sequence

import pytest
from tests.integration.alerts.interrupted import (
    BROKEN,
    WELL,
    WORSE,
    Action,
    Desk,
    acknowledged,
    heard_again,
    silenced,
    taken_back,
)

from oversight_alerts.connections import MIGRATIONS, SCHEMA
from oversight_contracts.facts.facts import TotalFact
from oversight_runtime.postgres import migrate, open_pool


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    await migrate(database_url, SCHEMA, MIGRATIONS)
    pool = await open_pool(database_url, SCHEMA)
    yield Desk(pool)
    await pool.close()


async def opened(desk: Desk) -> None:
    """Open, and its e-mail waits."""
    await desk.settle(BROKEN)


async def worse_elsewhere(desk: Desk) -> None:
    """Another worker finds it worse."""
    await desk.settle(WORSE)


async def well_elsewhere(desk: Desk) -> None:
    """Another worker finds it over, or nothing."""
    await desk.settle(WELL)


BEFORE: dict[str, Sequence[Action]] = {
    "nothing": (),
    "open": (opened,),
    "acknowledged": (opened, acknowledged),
    "silenced": (silenced, opened),
}
BETWEEN = (acknowledged, taken_back, silenced, heard_again, worse_elsewhere, well_elsewhere)


@pytest.mark.parametrize("before", list(BEFORE))
async def test_it_is_as_if_it_had_come_before_or_after(desk: Desk, before: str) -> None:
    for action in BETWEEN:
        if action is silenced and before == "silenced":
            continue
        for fact in (WORSE, WELL):
            earlier = await _serially(desk, BEFORE[before], [action], fact)
            later = await _serially(desk, BEFORE[before], [_evaluated(fact), action], fact)
            for place in ("judging", "writing"):
                await _begin(desk, BEFORE[before])
                came = _Once(action)
                await desk.evaluate(fact, **{place: came})
                await desk.settle(fact)
                found = await desk.recorded()
                # Where there is no e-mail to write, nothing comes between.
                assert came.happened or place == "writing"
                if came.happened:
                    assert found in (earlier, later), f"{action.__name__}, {place}, {fact.n}"


async def test_what_is_acknowledged_while_rules_judge_is_not_told_of_as_worse(desk: Desk) -> None:
    await _begin(desk, BEFORE["open"])
    assert await desk.evaluate(WORSE, judging=acknowledged)
    assert not await desk.evaluate(WORSE)
    recorded = await desk.recorded()
    assert [each[1] for each in recorded["transitions"]] == ["opened", "acknowledged", "worsened"]
    assert [each[1] for each in recorded["episodes"]] == ["ann"]


@pytest.mark.parametrize("place", ["judging", "writing"])
async def test_a_silence_made_on_the_way_keeps_an_email_back(desk: Desk, place: str) -> None:
    await _begin(desk, ())
    assert await desk.evaluate(BROKEN, **{place: silenced})
    assert (await desk.recorded())["emails"] == []
    await desk.settle(BROKEN)
    assert (await desk.recorded())["emails"] == []


async def test_other_workers_judge_while_one_does(desk: Desk) -> None:
    async def slower(desk: Desk) -> None:
        assert not await desk.evaluate(BROKEN)

    await _begin(desk, ())
    assert await desk.evaluate(BROKEN, judging=slower)
    recorded = await desk.recorded()
    assert (len(recorded["episodes"]), len(recorded["emails"])) == (1, 1)


class _Once:
    """An action, and whether it happened."""

    def __init__(self, action: Action) -> None:
        self._action, self.happened = action, False

    async def __call__(self, desk: Desk) -> None:
        self.happened = True
        await self._action(desk)


def _evaluated(fact: TotalFact) -> Action:
    async def evaluate(desk: Desk) -> None:
        await desk.settle(fact)

    return evaluate


async def _begin(desk: Desk, before: Sequence[Action]) -> None:
    await desk.clear()
    for action in before:
        await action(desk)


async def _serially(
    desk: Desk, before: Sequence[Action], actions: Sequence[Action], fact: TotalFact
) -> dict[str, list[tuple[object, ...]]]:
    await _begin(desk, [*before, *actions])
    await desk.settle(fact)
    return await desk.recorded()
