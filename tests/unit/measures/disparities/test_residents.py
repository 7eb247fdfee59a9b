from datetime import date

import pytest

from oversight_measures.disparities.residents import interpolated, middle_of
from oversight_measures.periods.period import Period

CENSUSES = [(date(2011, 3, 27), 164_069), (date(2021, 3, 21), 236_047)]


def test_residents_between_two_censuses_lie_on_the_line_through_both() -> None:
    # 3,110 of the 3,647 days between: 164,069 + 71,978 x 3,110 / 3,647.
    assert interpolated(CENSUSES, date(2019, 10, 1)) == 225_449
    assert interpolated(reversed(CENSUSES), date(2019, 10, 1)) == 225_449


@pytest.mark.parametrize(("day", "residents"), CENSUSES)
def test_on_the_day_of_a_census_they_are_its_own(day: date, residents: int) -> None:
    assert interpolated(CENSUSES, day) == residents


def test_of_three_censuses_the_two_around_the_day_count() -> None:
    known = [*CENSUSES, (date(2001, 4, 29), 164_069)]
    assert interpolated(known, date(2005, 1, 1)) == 164_069


@pytest.mark.parametrize("day", [date(2011, 3, 26), date(2021, 3, 22)])
def test_outside_nobody_knows(day: date) -> None:
    assert interpolated(CENSUSES, day) is None
    assert interpolated(CENSUSES[:1], day) is None


def test_the_middle_of_a_financial_year_is_the_end_of_september() -> None:
    assert middle_of(Period(date(2019, 4, 1), date(2020, 4, 1))) == date(2019, 10, 1)
    assert middle_of(Period(date(2019, 4, 1), date(2019, 4, 2))) == date(2019, 4, 1)


def test_bad_counts_are_named() -> None:
    with pytest.raises(ValueError, match="^counted "):
        interpolated([(date(2011, 3, 27), -1)], date(2012, 1, 1))
    with pytest.raises(ValueError, match="^counted .* twice of 2011-03-27"):
        interpolated([CENSUSES[0], CENSUSES[0]], date(2011, 3, 27))
