"""What an application of facts changes in memory, and when it is seen."""

from tests.unit.alerts.builders import GENERATION, cut, total

from oversight_alerts.projection.state import Projection, Update
from oversight_contracts.facts.facts import SeriesKey, TotalFact
from oversight_contracts.log_position import NOTHING_READ, LogPosition
from oversight_contracts.windows import BucketRange
from oversight_projection.buffer import Application

ALWAYS = BucketRange("2000", "3000")
SERIES = SeriesKey("response.within-target", "west-midlands", "force", "grade=priority-2")


def _update(
    projection: Projection, *facts: TotalFact, generation: int = GENERATION, next_offset: int = 10
) -> Update:
    at = cut(generation=generation)
    return projection.update(Application(facts, at, next_offset), at, "one")


def _n(projection: Projection) -> int:
    return projection.totals.total(SERIES, ALWAYS).n


def test_an_update_is_not_seen_before_it_was_written() -> None:
    projection = Projection()
    update = _update(projection, total(3))
    assert (_n(projection), projection.position) == (0, NOTHING_READ)
    projection.commit(update)
    assert (_n(projection), projection.position) == (3, LogPosition("one", 10))


def test_what_is_held_already_is_not_written_again() -> None:
    projection = Projection()
    projection.commit(_update(projection, total(3, revision=5)))
    newer = total(4, revision=6)
    assert _update(projection, total(9, revision=5)).facts == ()
    assert _update(projection, newer).facts == (newer,)


def test_an_update_names_the_position_that_it_is_based_on() -> None:
    projection = Projection()
    projection.commit(_update(projection, total(3)))
    assert _update(projection, next_offset=20).before == LogPosition("one", 10)


def test_a_new_generation_takes_the_place_of_the_old() -> None:
    projection = Projection()
    projection.commit(_update(projection, total(3, revision=5), total(5, bucket="2026-07-14T09")))
    update = _update(projection, total(7, generation=GENERATION + 1), generation=GENERATION + 1)
    assert update.replace
    projection.commit(update)
    assert (_n(projection), projection.generation) == (7, GENERATION + 1)
