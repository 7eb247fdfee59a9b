"""Which months a field is recorded in, from how many records of each state it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.periods.period import Period
from oversight_measures.periods.stretches import Stretches, common
from oversight_measures.recorded_fields import ALWAYS, FieldStatements, chance_of_silence


def first_of(number: int) -> date:
    """The first day of a month, counted on from January 2019."""
    return date(2019 + number // 12, number % 12 + 1, 1)


def unrecorded(stating: list[int], records: int | list[int] = 1_000, **how: bool) -> Stretches:
    """Of months that follow one another from January 2019."""
    of = records if isinstance(records, list) else [records] * len(stating)
    counts = {first_of(n): each for n, each in enumerate(of)}
    found = {first_of(n): each for n, each in enumerate(stating) if each}
    return FieldStatements(found, counts, **how).unrecorded()


def months(found: Stretches) -> list[int]:
    """The months of 2019 that are unrecorded, by their numbers."""
    return [n + 1 for n in range(12) if common((Period(first_of(n), first_of(n + 1)),), found)]


def test_what_no_record_ever_states_is_never_recorded() -> None:
    assert unrecorded([0, 0, 0]) == (ALWAYS,)
    assert unrecorded([0], records=1) == (ALWAYS,)


def test_of_no_records_nothing_is_told() -> None:
    assert FieldStatements({}, {}).unrecorded() == ()
    assert unrecorded([0, 0], records=[0, 0]) == ()


def test_what_every_record_states_is_recorded() -> None:
    assert unrecorded([1_000] * 12) == ()


@pytest.mark.parametrize("share", [1_000, 100, 30])
def test_months_of_a_source_without_the_column_are_not_recorded(share: int) -> None:
    # Street-level files for half a year, then the force's own feed; and the other way round.
    assert months(unrecorded([0] * 6 + [share] * 6)) == [1, 2, 3, 4, 5, 6]
    assert months(unrecorded([share] * 6 + [0] * 6)) == [7, 8, 9, 10, 11, 12]
    # One month without what three in a hundred records have may be chance, or a cluster.
    between = unrecorded([share] * 5 + [0] + [share] * 6)
    assert months(between) == ([] if share == 30 else [6])


def test_before_the_first_record_and_after_the_latest_it_is_as_in_their_months() -> None:
    (early,) = unrecorded([0] * 6 + [1_000] * 6)
    assert early == Period(date.min, date(2019, 7, 1))
    (late,) = unrecorded([1_000] * 6 + [0] * 6)
    assert late == Period(date(2019, 7, 1), date.max)


def test_a_first_record_of_a_new_source_does_not_make_a_month_of_the_other_one_of_none() -> None:
    assert months(unrecorded([0, 1], records=[16_830, 1])) == [1]


@pytest.mark.parametrize(
    "stating",
    [
        # Hearings of a force with a thousand complaints a month: rare, and some months have none.
        [0, 0, 1, 0, 0, 0, 2, 0, 0, 1, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
        [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        # Three at one hearing.
        [0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0],
    ],
)
def test_what_is_rare_is_none_in_months_without_it(stating: list[int]) -> None:
    assert unrecorded(stating) == ()


def test_a_small_force_has_days_and_months_without_a_mark() -> None:
    assert unrecorded([3, 0, 2, 1, 0, 4], records=20) == ()
    assert unrecorded([20, 20, 0, 20], records=20) != ()


def test_what_comes_later_is_waited_for_a_year() -> None:
    waiting = [900] * 8 + [0] * 4
    assert months(unrecorded(waiting)) == [9, 10, 11, 12]
    assert unrecorded(waiting, comes_later=True) == ()
    # No outcome of crimes that are older than that: a source without outcomes took over.
    assert unrecorded([900] * 8 + [0] * 30, comes_later=True) == (
        Period(date(2019, 9, 1), date.max),
    )
    # Before the first one none is waited for.
    assert months(unrecorded([0] * 4 + [900] * 8, comes_later=True)) == [1, 2, 3, 4]


def test_of_waves_only_what_was_never_asked_is_not_recorded() -> None:
    assert unrecorded([0, 0, 300, 0, 0], in_waves=True) == ()
    assert unrecorded([0, 0, 0], in_waves=True) == (ALWAYS,)


@given(
    st.integers(1, 500).flatmap(
        lambda every: st.tuples(st.just(every), st.integers(0, every - 1)).flatmap(
            lambda two: st.tuples(st.just(two[0]), st.just(two[1]), st.integers(1, two[0] - two[1]))
        )
    )
)
def test_the_chance_falls_with_the_length_of_the_silence(numbers: tuple[int, int, int]) -> None:
    every, silent, stating = numbers
    found = chance_of_silence(silent, stating, every)
    assert found >= 0
    if silent and stating < every - silent:
        assert chance_of_silence(silent - 1, stating, every) >= found * 0.99


def test_the_chance_is_hypergeometric_where_all_others_state_it() -> None:
    # 10 of 20 in one order of 184,756, at either end or between: 11 places.
    assert chance_of_silence(10, 10, 20) == pytest.approx(11 / 184_756)
