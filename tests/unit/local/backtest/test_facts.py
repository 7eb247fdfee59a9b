from datetime import UTC, datetime

import pytest

from oversight_contracts.facts.facts import Cut, Fact, TotalFact, write_fact
from oversight_local.backtest.facts import NewestTotals
from oversight_local.failure import Failure
from oversight_projection.sink import Record

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def a_total(n: int, revision: int = 1, generation: int = 1, **place: str) -> TotalFact:
    known = {"indicator": "i", "force": "kent", "area": "force", "by": "", "bucket": "2026-01-01"}
    counts = {"n": n, "of": 0, "pending": 0, "revision": revision, "generation": generation}
    return TotalFact.model_validate({**known, **counts, **place})


def a_cut(generation: int = 1, complete: bool = True) -> Cut:
    return Cut(generation=generation, complete=complete, definitions="d", positions=(), at=NOW)


def taken(*facts: Fact) -> NewestTotals:
    found = NewestTotals("kent", {"i"})
    found.take([Record(n, each.key, write_fact(each)) for n, each in enumerate(facts)])
    return found


def counts(found: NewestTotals) -> list[int]:
    return sorted(each.n for each in found.totals)


def test_of_one_total_the_newest_is_known() -> None:
    assert counts(taken(a_total(3), a_total(7, 2), a_total(5, 1), a_cut())) == [7]


def test_other_forces_indicators_and_facts_are_passed_over() -> None:
    others = (a_total(1, force="btp"), a_total(2, indicator="j"))
    found = taken(a_total(3, by="a=b/c"), *others, a_cut())
    found.take([Record(9, b"statement/kent/x/1", b"{}"), Record(10, a_total(4).key, None)])
    assert counts(found) == [3]


def test_a_generation_that_is_not_whole_yet_is_not_shown() -> None:
    first = (a_total(3), a_cut())
    staged = (a_total(9, 1, 2), a_cut(2, complete=False))
    assert counts(taken(*first, *staged)) == [3]
    assert counts(taken(*first, *staged, a_cut(2))) == [9]


def test_before_anything_was_counted_it_says_so() -> None:
    with pytest.raises(Failure, match="nothing has been counted"):
        _ = taken(a_total(3)).totals
