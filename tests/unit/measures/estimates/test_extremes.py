from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.estimates.extremes import (
    Entry,
    Extreme,
    extreme_at,
    on_record,
)
from oversight_measures.periods.period import Every, Period, Piece, split

MONTHS = split(Period(date(2013, 1, 1), date(2015, 1, 1)), Every.MONTH)


def entries(*values: int) -> list[Entry]:
    return on_record(list(zip(MONTHS, values, strict=False)))


def called_out(*values: int) -> list[Extreme | None]:
    found = entries(*values)
    return [extreme_at(entry, found) for entry in found]


def test_the_month_records_begin_in_and_the_running_one_do_not_count() -> None:
    pieces = split(Period(date(2014, 1, 20), date(2014, 4, 10)), Every.MONTH)
    found = on_record(list(zip(pieces, [1, 50, 60, 2], strict=True)))
    assert [entry.value for entry in found] == [50, 60]
    assert found[0].period.start == date(2014, 2, 1)


def test_a_month_without_a_figure_is_none_of_those_on_record() -> None:
    found = on_record(list(zip(MONTHS, [50, None, 60], strict=False)))
    assert [entry.value for entry in found] == [50, 60]


def test_a_published_history_stands_before_the_first_complete_month_only() -> None:
    pieces: list[tuple[Piece, int | None]] = [(MONTHS[5], 70), (MONTHS[6], 60)]
    history = [(MONTHS[n].period, Decimal(n * 10)) for n in (4, 3, 5, 6)]
    found = on_record(pieces, history)
    assert [(int(each.value), each.published) for each in found] == [
        (30, True),
        (40, True),
        (70, False),
        (60, False),
    ]


def test_a_published_period_that_runs_into_the_records_is_left_out() -> None:
    quarter = Period(MONTHS[4].period.start, MONTHS[6].period.end)
    found = on_record([(MONTHS[5], 70)], [(MONTHS[3].period, 30), (quarter, 5)])
    assert [int(each.value) for each in found] == [30, 70]


def test_before_any_records_the_history_stands_alone() -> None:
    assert on_record([], [(MONTHS[0].period, 5)]) == [Entry(MONTHS[0].period, Fraction(5), True)]


def test_three_months_in_a_row_can_each_be_the_lowest() -> None:
    low, high = Extreme.LOWEST, Extreme.HIGHEST
    assert called_out(900, 868, 842, 803, 850, 901) == [None, low, low, low, None, high]


def test_equal_records_are_marked_and_a_constant_sets_none() -> None:
    assert called_out(5, 7, 5, 7) == [
        None,
        Extreme.HIGHEST,
        Extreme.EQUAL_LOWEST,
        Extreme.EQUAL_HIGHEST,
    ]
    assert called_out(5, 5, 5, 4) == [None, None, None, Extreme.LOWEST]


@given(st.lists(st.integers(0, 20), min_size=2, max_size=24))
def test_the_last_record_low_is_the_lowest(values: list[int]) -> None:
    found = entries(*values)
    lows = [each for each in found if extreme_at(each, found) is Extreme.LOWEST]
    assert (lows[-1] if lows else found[0]).value == min(values)


@given(st.lists(st.integers(0, 20), max_size=24))
def test_upside_down_low_is_high(values: list[int]) -> None:
    mirror = {
        Extreme.LOWEST: Extreme.HIGHEST,
        Extreme.EQUAL_LOWEST: Extreme.EQUAL_HIGHEST,
        Extreme.HIGHEST: Extreme.LOWEST,
        Extreme.EQUAL_HIGHEST: Extreme.EQUAL_LOWEST,
        None: None,
    }
    turned = called_out(*(-value for value in values))
    assert turned == [mirror[each] for each in called_out(*values)]


def test_a_value_that_is_no_number_is_named() -> None:
    with pytest.raises(ValueError, match="^history "):
        on_record([], [(MONTHS[0].period, Decimal("NaN"))])
    with pytest.raises(ValueError, match="^pieces "):
        on_record([(MONTHS[0], Decimal("NaN"))])
