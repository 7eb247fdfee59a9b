"""Facts wait for a cut of their own generation."""

from datetime import UTC, datetime

import pytest

from oversight_contracts.facts.facts import Cut, StatementFact, TotalFact
from oversight_contracts.facts.reconciliation import Reconciliation
from oversight_projection.buffer import FactBuffer


def fact(
    n: int, *, revision: int = 1, generation: int = 5, bucket: str = "2020-01-01"
) -> TotalFact:
    return TotalFact(
        generation=generation,
        revision=revision,
        indicator="crime.total",
        force="west-midlands",
        area="force",
        by="",
        bucket=bucket,
        n=n,
        of=0,
        pending=0,
    )


def cut(generation: int = 5, *, complete: bool = True) -> Cut:
    return Cut(
        generation=generation,
        complete=complete,
        definitions="",
        positions=(),
        at=datetime(2020, 7, 1, tzinfo=UTC),
    )


def test_nothing_is_applied_without_a_cut() -> None:
    assert FactBuffer(5, 0, stages=True).take([(0, fact(1)), (1, fact(2, revision=2))]) is None


def test_at_a_cut_the_highest_revision_of_each_total() -> None:
    buffer = FactBuffer(5, 0, stages=True)
    buffer.take([(0, fact(2, revision=2))])
    found = buffer.take([(1, fact(1, revision=1)), (2, cut())])
    assert found is not None
    assert [each.n for each in found.totals] == [2]
    assert (found.cut, found.next_offset) == (cut(), 3)


def test_several_cuts_in_one_read_are_applied_as_the_last() -> None:
    found = FactBuffer(5, 0, stages=True).take(
        [(0, fact(1)), (1, cut()), (2, fact(2, revision=2)), (3, cut()), (4, fact(9, revision=9))]
    )
    assert found is not None
    assert [each.n for each in found.totals] == [2]
    # The fact after the last cut is read again after a restart.
    assert found.next_offset == 4


def test_a_staged_generation_is_written_and_not_shown() -> None:
    found = FactBuffer(5, 0, stages=True).take(
        [(0, fact(1, generation=6)), (1, cut(6, complete=False))]
    )
    assert found is not None
    assert ([each.generation for each in found.totals], found.cut) == ([6], None)


def test_the_facts_of_another_generation_hold_the_position_back() -> None:
    found = FactBuffer(5, 0, stages=True).take(
        [(0, fact(1)), (1, fact(1, generation=6)), (2, cut(6))]
    )
    assert found is not None
    # Generation 6 replaces 5: nobody needs what 5 still held.
    assert ([each.generation for each in found.totals], found.next_offset) == ([6], 3)
    found = FactBuffer(5, 0, stages=True).take(
        [(0, fact(1)), (1, fact(1, generation=6)), (2, cut(6, complete=False))]
    )
    assert found is not None
    assert found.next_offset == 0


def test_an_older_generation_is_never_applied_again() -> None:
    buffer = FactBuffer(6, 0, stages=True)
    assert buffer.take([(0, fact(1)), (1, cut(5))]) is None
    found = buffer.take([(2, cut(6))])
    assert found is not None
    assert found.totals == ()


def test_a_log_being_filled_again_does_not_show_half_of_it() -> None:
    buffer = FactBuffer(5, 0, stages=True)
    assert buffer.take([(0, fact(1)), (1, cut(complete=False))]) is None
    found = buffer.take([(2, fact(1, bucket="2020-01-02")), (3, cut())])
    assert found is not None
    assert len(found.totals) == 2


def test_without_staging_a_new_generation_is_held_until_its_complete_cut() -> None:
    buffer = FactBuffer(5, 0, stages=False)
    assert buffer.take([(0, fact(1, generation=6)), (1, cut(6, complete=False))]) is None
    found = buffer.take([(2, fact(2)), (3, cut())])
    assert found is not None
    # A restart has to find what is held of generation 6 again.
    assert ([each.n for each in found.totals], found.next_offset) == ([2], 0)
    found = buffer.take([(4, cut(6))])
    assert found is not None
    assert ([each.generation for each in found.totals], found.next_offset) == ([6], 5)


@pytest.mark.parametrize("between", [(), ((1, cut()),)])
def test_of_two_alike_the_first_stands_wherever_a_cut_falls(
    between: tuple[tuple[int, Cut], ...],
) -> None:
    found = FactBuffer(5, 0, stages=True).take([(0, fact(1)), *between, (2, fact(9)), (3, cut())])
    assert found is not None
    assert [each.n for each in found.totals] == [1]


def hour(events: int, *, name: str = "2020-07-01T07") -> Reconciliation:
    return Reconciliation(
        source="feed",
        hour=name,
        events=events,
        counted=events,
        duplicate=0,
        superseded=0,
        conflict=0,
        dead_lettered=0,
        at=datetime(2020, 7, 1, 8, events, tzinfo=UTC),
    )


def test_hours_wait_for_a_cut_and_are_not_lost_to_a_restart() -> None:
    buffer = FactBuffer(5, 0, stages=True)
    assert buffer.take([(0, hour(1))]) is None
    later = hour(3, name="2020-07-01T08")
    found = buffer.take([(1, hour(2)), (2, cut()), (3, later), (4, fact(1))])
    assert found is not None
    assert found.hours == (hour(2),)
    assert found.next_offset == 3
    again = buffer.take([(5, cut())])
    assert again is not None
    assert (again.hours, again.next_offset) == ((later,), 6)


def test_hours_belong_to_no_generation() -> None:
    buffer = FactBuffer(5, 0, stages=True)
    assert buffer.take([(0, hour(1)), (1, cut(4))]) is None
    found = buffer.take([(2, cut(6))])
    assert found is not None
    assert found.hours == (hour(1),)


def statement(revision: int) -> StatementFact:
    return StatementFact(force="west", kind="statistic", id="S-1", revision=revision, data={})


def test_of_a_statement_the_highest_revision_waits_for_the_cut() -> None:
    buffer = FactBuffer(5, 0, stages=True)
    found = buffer.take([(0, statement(2)), (1, statement(3)), (2, statement(1)), (3, cut())])
    assert found is not None
    assert found.statements == (statement(3),)
    assert (found.hours, found.next_offset) == ((), 4)
