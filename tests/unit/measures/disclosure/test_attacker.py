"""The attacker finds nothing of what is hidden by lot, and what was hidden by size."""

from random import Random

import pytest
from tests.unit.measures.disclosure.attack import attacked, lines
from tests.unit.measures.disclosure.attacker import (
    Print,
    bounds_of,
    possible_values,
    told_as_none,
)
from tests.unit.measures.disclosure.documents import (
    ALL,
    Cell,
    Document,
    one_way,
    revisions_of,
    two_way,
)
from tests.unit.measures.disclosure.published import hidden_in, lots_of, publish

from oversight_measures.disclosure.small_numbers import PUBLIC

KEYS = 60


def by_size(document: Document, key: int) -> frozenset[Cell]:
    """What was hidden before there was a key: the smallest partner of each small count."""
    counts = document.counts
    hidden = {cell for cell, count in counts.items() if PUBLIC.small(count)}
    for _ in counts:
        for total, parts in document.sums:
            inside = [part for part in parts if part in hidden]
            if inside and total not in hidden:
                rest = sum(counts[part] for part in inside)
                if len(inside) == 1 or PUBLIC.small(rest):
                    others = [part for part in parts if part not in hidden and counts[part]]
                    hidden.add(min(others, key=counts.__getitem__, default=total))
    return frozenset(hidden)


NAMED = {
    "6, 6, 4": one_way(6, 6, 4),
    "9, 6, 4": one_way(9, 6, 4),
    "3 x 3": two_way((11, 8, 11), (5, 1, 8), (10, 8, 8)),
    "3 x 3, another": two_way((8, 2, 11), (12, 11, 12), (6, 12, 9)),
    "3 x 3, a third": two_way((2, 6, 7), (6, 9, 9), (7, 10, 8)),
}


@pytest.mark.parametrize("name", NAMED)
def test_no_hidden_count_can_be_played_backwards(name: str) -> None:
    document = NAMED[name]
    for key in range(3):
        printed = Print(document, hidden_in(document, key))
        found = possible_values(printed, hidden_in, KEYS, PUBLIC.width)
        assert all(max(values) - min(values) >= PUBLIC.width for values in found.values())


def test_of_two_that_add_up_to_ten_one_is_small() -> None:
    """As docs/arithmetic.md says: 1 and 9 to 4 and 6, or the other way round; not 5 and 5."""
    document, hidden = NAMED["6, 6, 4"], frozenset({("g0", ALL), ("g2", ALL)})
    found = possible_values(Print(document, hidden), hidden_in, KEYS)
    assert found["g2", ALL] == {1, 2, 3, 4, 6, 7, 8, 9}


@pytest.mark.parametrize(
    ("name", "apart"), [("6, 6, 4", 0), ("3 x 3", 0), ("3 x 3, another", 1), ("3 x 3, a third", 1)]
)
def test_a_partner_chosen_by_size_gives_the_small_count_away(name: str, apart: int) -> None:
    """The attacker is one: what was hidden by size it recovers, or bounds to a unit."""
    document = NAMED[name]
    found = possible_values(Print(document, by_size(document, 0)), by_size, 1)
    assert min(max(values) - min(values) for values in found.values()) == apart


def test_nothing_is_found_in_random_documents(capsys: pytest.CaptureFixture[str]) -> None:
    found = attacked(60, 17)
    with capsys.disabled():
        print("", *lines(found), sep="\n")  # noqa: T201
    assert sum(each.hidden for each in found.values()) > 200
    assert sum(each.recovered + each.within_a_unit for each in found.values()) == 0


def test_a_count_that_can_only_be_even_is_not_taken_for_a_close_one() -> None:
    """The next number above 0 and 2 is 4, which lies beyond where bounds are looked for first."""
    random = Random("17 3475")
    revisions = revisions_of(random)
    prints, lost = publish(revisions, lots_of(random.getrandbits(128)))
    assert not lost
    found = bounds_of(prints)
    assert min(most - least for most, least in found.values()) >= PUBLIC.width
    assert found[("g0", "m1"), 0, 0][0] > PUBLIC.width


def test_a_hidden_zero_is_told_by_a_total_with_nothing_left_or_by_parts_of_none() -> None:
    """A group that has none in either month prints a total of 0, or two months of 0."""
    document = two_way((0, 0), (3, 40), (50, 60))
    whole = Print(document, frozenset({("g0", "m0"), ("g0", "m1"), ("g1", "m0"), ("g2", "m0")}))
    nothing = told_as_none([whole])
    assert {each[0] for each in nothing} == {("g0", "m0"), ("g0", "m1")}
    parts = Print(document, frozenset({("g0", ALL), ("g1", ALL)}))
    assert {each[0] for each in told_as_none([parts])} == {("g0", ALL)}


def test_the_same_document_hides_the_same_twice_and_another_key_something_else() -> None:
    document = two_way((6, 6, 4), (20, 30, 40), (50, 60, 70))
    first, again = publish([document, document], lots_of(1))[0]
    assert first.hidden == again.hidden == hidden_in(document, 1)
    assert len({hidden_in(document, key) for key in range(20)}) > 3


def test_a_partner_that_was_printed_before_protects_nothing() -> None:
    """A revision finds two fewer in the last group: the others are known from the one before."""
    prints, lost = publish([one_way(6, 6, 6), one_way(6, 6, 4)], lots_of(1))
    assert prints[0].hidden == frozenset()
    assert prints[1].hidden == {("g2", ALL), (ALL, ALL)}
    assert not lost
    (most, least), *_ = (ends for each, ends in bounds_of(prints).items() if each[0] == ("g2", ALL))
    assert most - least >= PUBLIC.width


def test_what_was_hidden_once_is_not_given_back_when_nothing_is_small_any_more() -> None:
    prints, _ = publish([one_way(6, 7, 4), one_way(6, 7, 5)], lots_of(1))
    partner = next(cell for cell in prints[0].hidden if cell[0] in ("g0", "g1"))
    assert partner in prints[1].hidden
    bounds = bounds_of(prints)
    assert all(most - least >= PUBLIC.width for most, least in bounds.values())


@pytest.mark.parametrize("number", [2900, 4932])
def test_a_hidden_zero_is_not_told_by_what_a_later_revision_prints(number: int) -> None:
    """A group that had none is hidden as a partner; then 5 more are in it and in its total."""
    random = Random(f"17 {number}")
    prints, lost = publish(revisions_of(random), lots_of(random.getrandbits(128)))
    assert not lost
    bounds, nothing = bounds_of(prints), told_as_none(prints)
    closest = min(most - least for each, (most, least) in bounds.items() if each not in nothing)
    assert closest >= PUBLIC.width


def test_what_is_lost_to_earlier_prints_is_said() -> None:
    """The quarter and its other months are told: no month that is small now can be kept."""
    whole = Document(
        {("all", "q"): 16, ("g", "m0"): 4, ("g", "m1"): 12},
        ((("all", "q"), (("g", "m0"), ("g", "m1"))),),
    )
    told = Document({("all", "q"): 16, ("g", "m1"): 12}, ())
    prints, lost = publish([told, whole], lots_of(1))
    assert ("g", "m0") in prints[1].hidden
    assert lost
