"""What any sink of the fact topic does: those of alerts and of reporting are held to the same."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contract.projection.sinks import BENCHES, Broken, Shown, SinkBench, keep_later
from tests.unit.alerts.builders import GENERATION, NOW, cut, hour, total

from oversight_contracts.facts.facts import Cut, Fact, TotalFact, write_fact
from oversight_contracts.facts.reconciliation import Reconciliation
from oversight_projection.position import PositionMoved
from oversight_projection.sink import DefinitionsChanged, LogReplaced, Record, Sink

OWN = "own definitions"
OLD, NEW = GENERATION, GENERATION + 1
any_sink = pytest.mark.parametrize("bench_of", BENCHES)
BenchOf = Callable[[], SinkBench]


def at(generation: int = OLD, *, complete: bool = True, definitions: str = OWN) -> Cut:
    return cut(generation=generation, complete=complete, definitions=definitions)


def records(facts: Sequence[Fact], start: int = 0) -> list[Record]:
    """The facts as a log holds them from offset ``start`` on."""
    return [
        Record(offset, fact.key, write_fact(fact))
        for offset, fact in enumerate(facts[start:], start)
    ]


def as_at_the_last_cut(facts: Sequence[Fact]) -> Shown:
    """What the facts say, worked out as the contract says it and without a buffer."""
    cuts = [each for each in facts if isinstance(each, Cut) and each.complete]
    if not cuts:
        return Shown({}, {}, None)
    generation = max(each.generation for each in cuts)
    end = max(
        index
        for index, each in enumerate(facts)
        if isinstance(each, Cut) and each.complete and _applies(facts[:index], each)
    )
    last = facts[end]
    assert isinstance(last, Cut)
    totals: dict[bytes, TotalFact] = {}
    for each in facts[:end]:
        if isinstance(each, TotalFact) and each.generation == generation:
            known = totals.get(each.key)
            totals[each.key] = each if known is None or each.revision > known.revision else known
    hours: dict[bytes, Reconciliation] = {}
    keep_later(hours, [each for each in facts[:end] if isinstance(each, Reconciliation)])
    return Shown(totals, hours, last)


def _applies(before: Sequence[Fact], cut: Cut) -> bool:
    return all(
        each.generation <= cut.generation
        for each in before
        if isinstance(each, Cut) and each.complete
    )


async def same_log() -> None:
    return


async def feed(sink: Sink, facts: Sequence[Fact], log: str = "one") -> None:
    """Begin, and take all that is to be read of the log."""
    start = await sink.begin(log, len(facts))
    await sink.take(records(facts, start), same_log)


generations = st.sampled_from([OLD, NEW])
logs = st.lists(
    st.one_of(
        st.builds(
            lambda generation, revision, name, n: total(
                n, generation=generation, revision=revision, bucket=f"2026-07-14T0{name}"
            ),
            generations,
            st.integers(1, 3),
            st.integers(1, 2),
            st.integers(1, 9),
        ),
        st.builds(
            lambda generation, complete: at(generation, complete=complete),
            generations,
            st.booleans(),
        ),
        st.builds(
            lambda minute, n: hour("T08", counted=n, at=NOW + timedelta(minutes=minute)),
            st.integers(1, 3),
            st.integers(1, 9),
        ),
    ),
    max_size=20,
)
READ, RESTART, FAIL_BEFORE, FAIL_AFTER = "read", "restart", "fail before", "fail after"
steps = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from([READ, RESTART, FAIL_BEFORE, FAIL_AFTER])),
    max_size=8,
)


async def follow(bench: SinkBench, facts: Sequence[Fact], plan: Sequence[tuple[int, str]]) -> None:
    """Read in pieces, begin again as the plan says, and look at what is shown after each."""
    sink = bench.started(OWN)
    start, end = await sink.begin("one", len(facts)), 0
    for length, what in (*plan, (len(facts), READ)):
        end = min(end + length, len(facts))
        bench.faults.before, bench.faults.after = what == FAIL_BEFORE, what == FAIL_AFTER
        try:
            await sink.take(records(facts[:end], start), same_log)
            start = end
        except Broken:
            what = RESTART
        if what == RESTART:
            bench.faults.before = bench.faults.after = False
            sink = bench.started(OWN)
            start = await sink.begin("one", len(facts))
            await sink.take(records(facts[:end], start), same_log)
            start = end
        assert bench.shown() == as_at_the_last_cut(facts[:end])


@any_sink
@given(facts=logs, plan=steps)
def test_what_is_shown_is_what_the_facts_say_up_to_the_last_complete_cut(
    bench_of: BenchOf, facts: list[Fact], plan: list[tuple[int, str]]
) -> None:
    asyncio.run(follow(bench_of(), facts, plan))


@any_sink
@given(facts=logs)
def test_a_log_read_twice_says_the_same(bench_of: BenchOf, facts: list[Fact]) -> None:
    async def read_twice() -> None:
        bench = bench_of()
        await feed(bench.started(OWN), facts)
        once = bench.shown()
        await feed(bench.started(OWN), facts, log="a copy of one")
        assert (bench.shown().totals, bench.shown().hours) == (once.totals, once.hours)

    asyncio.run(read_twice())


@any_sink
async def test_a_new_generation_read_before_a_restart_is_shown_whole(bench_of: BenchOf) -> None:
    bench = bench_of()
    staged = [total(7, generation=NEW, bucket="2026-07-14T01")]
    facts: list[Fact] = [*staged, total(1), at()]
    await feed(bench.started(OWN), facts)
    facts += [total(2, generation=NEW, bucket="2026-07-14T02"), at(NEW)]
    await feed(bench.started(OWN), facts)
    assert sorted(each.n for each in bench.shown().totals.values()) == [2, 7]


@any_sink
async def test_nothing_is_written_from_a_log_that_may_be_another(bench_of: BenchOf) -> None:
    async def replaced() -> None:
        raise LogReplaced("two instead of one")

    bench = bench_of()
    sink = bench.started(OWN)
    await sink.begin("one", 2)
    with pytest.raises(LogReplaced):
        await sink.take(records([total(1), at()]), replaced)
    assert bench.shown().cut is None


@any_sink
@pytest.mark.parametrize("log", ["two", "one"])
async def test_a_log_in_the_place_of_another_is_read_from_its_first_record(
    bench_of: BenchOf, log: str
) -> None:
    bench = bench_of()
    await feed(bench.started(OWN), [total(1), total(5, revision=9), at(), at()])
    # Filled again, with what is known already and more; under the same name it is shorter.
    again: list[Fact] = [total(1), total(3, bucket="2026-07-14T09"), at()]
    await feed(bench.started(OWN), again, log=log)
    assert sorted(each.n for each in bench.shown().totals.values()) == [3, 5]


@any_sink
async def test_what_another_process_has_applied_is_not_applied_over(bench_of: BenchOf) -> None:
    bench = bench_of()
    first, second = bench.started(OWN), bench.started(OWN)
    facts: list[Fact] = [total(1), at()]
    start = await first.begin("one", len(facts))
    await feed(second, facts)
    with pytest.raises(PositionMoved):
        await first.take(records(facts, start), same_log)


@any_sink
async def test_totals_that_leave_the_process_s_definitions_end_it(bench_of: BenchOf) -> None:
    bench = bench_of()
    facts: list[Fact] = [total(1), at()]
    await feed(bench.started(OWN), facts)
    facts += [total(2, generation=NEW), at(NEW, definitions="changed")]
    with pytest.raises(DefinitionsChanged):
        await feed(bench.started(OWN), facts)
    await feed(bench.started("changed"), facts)
    assert [each.n for each in bench.shown().totals.values()] == [2]


@any_sink
async def test_totals_of_other_definitions_are_followed_until_the_own_come(
    bench_of: BenchOf,
) -> None:
    bench = bench_of()
    facts: list[Fact] = [total(1), at(definitions="before"), total(2, revision=2)]
    sink = bench.started(OWN)
    await feed(sink, [*facts, at(definitions="before")])
    facts += [at(definitions="before"), total(3, generation=NEW), at(NEW)]
    await sink.take(records(facts, 4), same_log)
    assert bench.shown().cut == at(NEW)


@any_sink
async def test_no_record_is_no_progress(bench_of: BenchOf) -> None:
    sink = bench_of().started(OWN)
    await sink.begin("one", 0)
    assert not await sink.take([], same_log)
    assert not await sink.take(records([total(1)]), same_log)
    assert await sink.take(records([total(1), at()], 1), same_log)
