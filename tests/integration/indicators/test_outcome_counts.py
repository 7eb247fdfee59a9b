"""Outcomes and arrivals are tallied in the transaction that counts: they survive as totals do."""

from collections import Counter

from tests.integration.indicators.incidents import SOURCE, event
from tests.integration.indicators.stand import Facts, Stand


async def outcomes(stand: Stand) -> Counter[tuple[str, str]]:
    """Events by source and outcome, over all hours."""
    rows = await stand.sql("SELECT source, outcome, events FROM outcome_tallies")
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        found[row["source"], row["outcome"]] += row["events"]
    return found


def arrivals(facts: Facts) -> Counter[str]:
    """The revisions that the fact topic says were counted, by stage, over all hours."""
    found: Counter[str] = Counter()
    for fact in facts.arrivals.values():
        assert fact.source == SOURCE
        for each in fact.counts:
            assert (each.force, each.kind) == ("west-midlands", "incident")
            found[each.stage] += each.events
    return found


async def test_every_event_is_counted_under_its_outcome(stand: Stand) -> None:
    closed = event("a", 3, closed_at="2026-03-28T15:00:00Z")
    await stand.start()
    await stand.send([event("a", 1), event("a", 1), closed, event("a", 2, id="late")])
    await stand.send([event("a", 3, grade="priority-3")], batch=1)
    await stand.send_bytes(b"not JSON", 0)
    await stand.counted()
    await stand.kill()
    await stand.start()
    await stand.send([event("b", 1)])
    facts = await stand.published()
    assert await outcomes(stand) == {
        (SOURCE, "counted"): 3,
        (SOURCE, "duplicate"): 1,
        (SOURCE, "superseded"): 1,
        (SOURCE, "conflict"): 1,
        ("", "dead-lettered"): 1,
    }
    assert arrivals(facts) == {"created": 2, "closed": 1}


async def test_the_outcomes_of_another_log_are_counted_from_nothing(stand: Stand) -> None:
    await stand.start()
    await stand.send([event("a", 1)])
    await stand.counted()
    await stand.stop()
    await stand.sql("UPDATE source_offsets SET log = 'before'")
    await stand.start()
    await stand.send([event("a", 1)])
    await stand.counted()
    assert await outcomes(stand) == {(SOURCE, "duplicate"): 2}
    # A revision counts once, whichever log it came in.
    assert arrivals(await stand.published()) == {"created": 1}
