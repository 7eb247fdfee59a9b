from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.periods.period import Period
from oversight_measures.periods.rolling import rolling_windows


def test_twelve_months_to_the_end_of_each() -> None:
    windows = rolling_windows(Period(date(2019, 1, 15), date(2020, 3, 20)))
    assert windows == [Period(date(2019, 2, 1), date(2020, 2, 1))] + [
        Period(date(2019, 3, 1), date(2020, 3, 1))
    ]


def test_too_short_a_period_has_no_window() -> None:
    assert rolling_windows(Period(date(2019, 1, 2), date(2020, 1, 1))) == []


@given(st.integers(1, 60), st.integers(1, 30))
def test_windows_move_on_by_a_month(length: int, months: int) -> None:
    last = date(2015 + length // 12, length % 12 + 1, 1)
    windows = rolling_windows(Period(date(2015, 1, 1), last), months)
    assert len(windows) == max(0, length - months + 1)
    assert all(
        a.start < b.start and a.end < b.end for a, b in zip(windows, windows[1:], strict=False)
    )


def test_no_months_are_refused() -> None:
    with pytest.raises(ValueError, match="^months "):
        rolling_windows(Period(date(2019, 1, 1), date(2020, 1, 1)), 0)
