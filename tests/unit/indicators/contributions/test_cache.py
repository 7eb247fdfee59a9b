"""What is worked out once for records of the same values, and what is not mixed up by that."""

from itertools import product
from typing import Any, cast

from oversight_indicators.contributions.cache import ContributionCache
from oversight_indicators.contributions.fields import FieldValues


class Asking:
    """A term that asks for some fields, and remembers for which of their values it was worked out.

    It adds what it was asked for, as if that were measured.
    """

    def __init__(self, *fields: int) -> None:
        self._fields = fields
        self.asked: list[tuple[Any, ...]] = []
        self.cells, self.choice, self.term = None, fields, self

    def names(self) -> list[str]:
        return [str(each) for each in self._fields]

    def key(self, view: FieldValues) -> tuple[Any, ...]:
        return tuple(view.keys[each] for each in self._fields)

    def choose(self, view: FieldValues) -> "Asking":
        self.asked.append(self.key(view))
        return self

    def atom(self, choice: tuple[int, ...], view: FieldValues) -> tuple[Any, ...]:
        return tuple(view.keys[each] for each in choice)


def views() -> list[FieldValues]:
    return [FieldValues(list(keys), [], ()) for keys in product("abc", repeat=3)]


def test_fields_that_have_nothing_to_do_with_one_another_do_not_multiply() -> None:
    terms = [Asking(0, 1), Asking(2), Asking(1)]
    plans = ContributionCache(cast(Any, terms))
    for _ in range(2):
        for view in views():
            assert sorted(plans.atoms(view)) == sorted(term.key(view) for term in terms)
    # Field 1 is one of the first term's; field 2 is nobody else's.
    assert [len(term.asked) for term in terms] == [9, 3, 9]


def test_a_term_is_worked_out_for_all_of_its_own_values() -> None:
    terms = [Asking(0, 1), Asking(1, 2)]
    plans = ContributionCache(cast(Any, terms))
    for view in views():
        plans.atoms(view)
    assert [set(term.asked) for term in terms] == [set(product("abc", repeat=2))] * 2
