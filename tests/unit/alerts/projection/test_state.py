"""Facts become visible at cuts only, and the newest of each wins in any order."""

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.alerts.builders import GENERATION, cut, total

from oversight_alerts.projection.state import Projection
from oversight_contracts.facts.facts import SeriesKey, TotalFact
from oversight_contracts.windows import BucketRange

ALWAYS = BucketRange("2000", "3000")
SERIES = SeriesKey("response.within-target", "west-midlands", "force", "grade=priority-2")


def _reader(log: str = "one", floor: int = 0) -> Projection:
    projection = Projection()
    projection.begin(log, floor)
    return projection


def _take(projection: Projection, *facts: TotalFact) -> None:
    for fact in facts:
        projection.take(fact)


def _cut(
    projection: Projection, generation: int = GENERATION, *, complete: bool = True, offset: int = 9
) -> bool:
    update = projection.at_cut(cut(generation=generation, complete=complete), offset)
    if update is not None:
        projection.commit(update)
    return update is not None


def _n(projection: Projection) -> int:
    return projection.holdings.total(SERIES, ALWAYS).n


def test_facts_are_not_seen_before_their_cut() -> None:
    projection = _reader()
    _take(projection, total(3))
    assert _n(projection) == 0
    assert _cut(projection, offset=9)
    assert _n(projection) == 3
    assert projection.applied is not None
    assert (projection.applied.log, projection.applied.offset) == ("one", 10)


def test_an_update_not_committed_is_not_lost() -> None:
    projection = _reader()
    _take(projection, total(3))
    first = projection.at_cut(cut(), 9)
    assert projection.at_cut(cut(), 9) == first


@given(st.permutations([1, 2, 3, 4]))
def test_the_highest_revision_wins_in_any_order(revisions: list[int]) -> None:
    projection = _reader()
    for offset, revision in enumerate(revisions):
        _take(projection, total(10 * revision, revision=revision))
        _cut(projection, offset=offset)
    assert _n(projection) == 40


@given(st.permutations([1, 2, 3, 4]))
def test_the_highest_revision_before_one_cut_wins_in_any_order(revisions: list[int]) -> None:
    projection = _reader()
    _take(projection, *(total(10 * revision, revision=revision) for revision in revisions))
    _cut(projection)
    assert _n(projection) == 40


def test_a_new_generation_is_staged_until_it_is_complete() -> None:
    projection = _reader()
    _take(projection, total(3), total(5, bucket="2026-07-14T09"))
    _cut(projection)
    _take(projection, total(7, generation=GENERATION + 1))
    assert not _cut(projection, GENERATION + 1, complete=False)
    assert _n(projection) == 8
    # Cuts of the old generation go on being applied meanwhile.
    _take(projection, total(4, revision=2))
    assert _cut(projection)
    assert _n(projection) == 9
    _take(projection, total(2, generation=GENERATION + 1, bucket="2026-07-14T08"))
    assert _cut(projection, GENERATION + 1)
    assert _n(projection) == 9
    assert projection.applied is not None
    assert projection.applied.cut.generation == GENERATION + 1


def test_what_is_left_of_an_old_generation_is_ignored() -> None:
    projection = _reader()
    _take(projection, total(7, generation=GENERATION + 1))
    _cut(projection, GENERATION + 1)
    _take(projection, total(99, revision=50))
    assert not _cut(projection)
    assert _n(projection) == 7


def test_cuts_below_the_floor_were_applied_before() -> None:
    projection = _reader(floor=10)
    _take(projection, total(3))
    assert not _cut(projection, offset=9)
    assert _cut(projection, offset=10)
    assert _n(projection) == 3


def test_another_log_begins_anew_and_keeps_what_is_held() -> None:
    projection = _reader()
    _take(projection, total(3, revision=5))
    _cut(projection, offset=50)
    projection.begin("two", 0)
    _take(projection, total(1, revision=4), total(2, bucket="2026-07-14T09"))
    assert _cut(projection, offset=0)
    assert _n(projection) == 5
    assert projection.applied is not None
    assert (projection.applied.log, projection.applied.offset) == ("two", 1)
