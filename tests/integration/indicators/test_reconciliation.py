"""The log held against what became of its events: clean when all is well, and only then."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from tests.integration.indicators.incidents import SOURCE, event
from tests.integration.indicators.stand import Facts, Stand, until

from oversight_contracts.facts.reconciliation import Reconciliation

ARCHIVE = "urn:west-midlands:archive"
NOW = datetime.now(UTC)
# Over for more than the minutes that are left to clocks.
EARLIER = (NOW - timedelta(hours=3)).replace(minute=40)


@pytest.fixture
def stand(stand: Stand) -> Stand:
    stand.reconcile_seconds = 0.2
    return stand


def named(hour: datetime) -> str:
    return hour.strftime("%Y-%m-%dT%H")


async def hours(
    stand: Stand, condition: Callable[[dict[tuple[str, str], dict[str, Any]]], bool]
) -> dict[tuple[str, str], dict[str, Any]]:
    """The hours that indicators tells of by source and hour, once they fulfil the condition."""
    found: dict[tuple[str, str], dict[str, Any]] = {}

    async def fulfilled() -> bool:
        rows = (await stand.get("/v1/reconciliation")).json()["hours"]
        found.clear()
        found.update({(row["source"], row["hour"]): row for row in rows})
        return condition(found)

    await until(fulfilled, "the hours are reconciled")
    return found


async def published(stand: Stand, number: int) -> list[Reconciliation]:
    """The hours on the fact topic, once there are so many."""
    facts = Facts(stand.kafka)
    await facts.start()
    try:
        while len(facts.hours) < number:
            await facts.read()
    finally:
        await facts.stop()
    return list(facts.hours.values())


async def test_a_clean_hour_differs_in_nothing(stand: Stand) -> None:
    await stand.start()
    await stand.send([event("a", 1), event("a", 1), event("a", 3)], at=EARLIER)
    await stand.send([event("a", 2, id="late"), event("b", 1)], batch=5, at=EARLIER)
    await stand.send([event("a", 3, grade="priority-3")], at=EARLIER + timedelta(hours=1))
    await stand.send_bytes(b"not JSON", 0, at=EARLIER)
    other = {**event("c", 1), "source": ARCHIVE}
    await stand.send_bytes(b"[1, " + str(other).replace("'", '"').encode() + b"]", 1, None, EARLIER)
    await stand.send([event("now", 1)])
    await stand.counted()
    found = await hours(stand, lambda rows: len(rows) >= 4)
    assert set(found) == {
        (SOURCE, named(EARLIER)),
        (SOURCE, named(EARLIER + timedelta(hours=1))),
        (ARCHIVE, named(EARLIER)),
        ("", named(EARLIER)),
    }
    row = found[SOURCE, named(EARLIER)]
    assert (row["events"], row["difference"]) == (5, 0)
    assert (row["counted"], row["duplicate"], row["superseded"]) == (3, 1, 1)
    assert found[SOURCE, named(EARLIER + timedelta(hours=1))]["conflict"] == 1
    assert found["", named(EARLIER)]["dead_lettered"] == 2
    assert all(row["difference"] == 0 for row in found.values())
    assert {each.difference for each in await published(stand, 4)} == {0}


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        ("DELETE FROM outcome_tallies WHERE source = $1", 3),
        ("UPDATE outcome_tallies SET events = events + 2 WHERE source = $1 AND hour = $2", -2),
    ],
)
async def test_what_was_lost_or_counted_twice_is_found(
    stand: Stand, change: str, difference: int
) -> None:
    await stand.start()
    await stand.send([event("a", 1), event("a", 2), event("a", 3)], at=EARLIER)
    await stand.counted()
    await hours(stand, lambda rows: (SOURCE, named(EARLIER)) in rows)
    hour = int(EARLIER.timestamp()) // 3600
    await stand.sql(change, SOURCE, *([hour] if "$2" in change else []))
    found = await hours(stand, lambda rows: rows[SOURCE, named(EARLIER)]["difference"] != 0)
    assert found[SOURCE, named(EARLIER)]["difference"] == difference
    metrics = (await stand.get("/metrics", None)).text
    told = f'oversight_indicators_events_different{{source="{SOURCE}"}} {abs(difference)}.0'
    await until(partial(_tells, stand, told), "the metric tells")
    assert "oversight_indicators_hours_reconciled_total 1.0" in metrics


async def test_it_goes_on_where_it_was_after_a_crash(stand: Stand) -> None:
    await stand.start()
    await stand.send([event("a", 1)], at=EARLIER)
    await stand.counted()
    await hours(stand, lambda rows: len(rows) == 1)
    await stand.kill()
    await stand.start()
    await stand.send([event("b", 1)], at=EARLIER)
    found = await hours(stand, lambda rows: rows[SOURCE, named(EARLIER)]["events"] == 2)
    assert found[SOURCE, named(EARLIER)]["difference"] == 0
    (reading,) = await stand.sql("SELECT sum(next_offset)::int AS read FROM log_readings")
    assert reading["read"] == 2


async def test_a_log_counted_from_nothing_is_compared_from_nothing(stand: Stand) -> None:
    await stand.start()
    await stand.send([event("a", 1), event("b", 1)], at=EARLIER)
    await stand.counted()
    await hours(stand, lambda rows: len(rows) == 1)
    await stand.stop()
    await stand.sql("UPDATE source_offsets SET log = 'before'")
    await stand.sql("DELETE FROM reconciliations")
    await stand.start()
    found = await hours(stand, lambda rows: len(rows) == 1)
    row = found[SOURCE, named(EARLIER)]
    assert (row["events"], row["duplicate"], row["difference"]) == (2, 2, 0)


async def test_a_feed_sees_its_own_hours_only(stand: Stand) -> None:
    await stand.start()
    other = {**event("b", 1), "source": ARCHIVE}
    await stand.send([event("a", 1), other], at=EARLIER)
    await stand.counted()
    await hours(stand, lambda rows: len(rows) == 2)
    own = (await stand.get("/v1/reconciliation", "feed")).json()["hours"]
    assert [row["source"] for row in own] == [SOURCE]
    refused = await stand.get(f"/v1/reconciliation?source={ARCHIVE}", "feed")
    assert refused.status_code == 403
    chosen = await stand.get(f"/v1/reconciliation?source={ARCHIVE}")
    assert [row["source"] for row in chosen.json()["hours"]] == [ARCHIVE]
    start = (EARLIER + timedelta(hours=1)).strftime("%Y-%m-%dT%H:00:00Z")
    assert (await stand.get(f"/v1/reconciliation?from={start}")).json()["hours"] == []
    assert (await stand.get("/v1/reconciliation?from=yesterday")).status_code == 422


async def _tells(stand: Stand, line: str) -> bool:
    return line in (await stand.get("/metrics", None)).text
