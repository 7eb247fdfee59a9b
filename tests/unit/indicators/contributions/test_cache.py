"""What is worked out once for records of the same values, and what is not mixed up by that."""

from itertools import product
from typing import Any, cast

from oversight_indicators.contributions.cache import ContributionCache
from oversight_indicators.contributions.fields import FieldValues


class Asking:
    """A measure that asks for some fields, and remembers which of their values it was asked for.

    It adds what it was asked for, as if that were measured.
    """

    def __init__(self, *fields: int) -> None:
        self._fields = fields
        self.asked: list[tuple[Any, ...]] = []
        self.increment, self.choice, self.measure = None, fields, self

    def names(self) -> list[str]:
        return [str(each) for each in self._fields]

    def key(self, fields: FieldValues) -> tuple[Any, ...]:
        return tuple(fields.keys[each] for each in self._fields)

    def choose(self, fields: FieldValues) -> "Asking":
        self.asked.append(self.key(fields))
        return self

    def contribution(self, choice: tuple[int, ...], fields: FieldValues) -> tuple[Any, ...]:
        return tuple(fields.keys[each] for each in choice)


def every_value() -> list[FieldValues]:
    return [FieldValues(list(keys), [], ()) for keys in product("abc", repeat=3)]


def test_fields_that_have_nothing_to_do_with_one_another_do_not_multiply() -> None:
    measures = [Asking(0, 1), Asking(2), Asking(1)]
    cache = ContributionCache(cast(Any, measures))
    for _ in range(2):
        for fields in every_value():
            assert sorted(cache.contributions(fields)) == sorted(
                measure.key(fields) for measure in measures
            )
    # Field 1 is one of the first measure's; field 2 is nobody else's.
    assert [len(measure.asked) for measure in measures] == [9, 3, 9]


def test_a_measure_is_worked_out_for_all_of_its_own_values() -> None:
    measures = [Asking(0, 1), Asking(1, 2)]
    cache = ContributionCache(cast(Any, measures))
    for fields in every_value():
        cache.contributions(fields)
    assert [set(measure.asked) for measure in measures] == [set(product("abc", repeat=2))] * 2
