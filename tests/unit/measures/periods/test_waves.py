from datetime import date

import pytest

from oversight_measures.periods.period import Period
from oversight_measures.periods.waves import Wave, in_order


def wave(name: str, start: str, end: str) -> Wave:
    return Wave(name, Period(date.fromisoformat(start), date.fromisoformat(end)))


SPRING = wave("Wave 1", "2014-03-03", "2014-04-14")
SUMMER = wave("Wave 2", "2014-06-02", "2014-07-14")
AUTUMN = wave("Wave 3", "2014-07-14", "2014-10-01")
WAVES = [AUTUMN, SPRING, SUMMER]


def test_waves_come_in_the_order_of_their_days() -> None:
    assert in_order(WAVES) == [SPRING, SUMMER, AUTUMN]


def test_waves_that_share_a_day_or_a_name_are_refused() -> None:
    with pytest.raises(ValueError, match="^waves .*Wave 2 and Late"):
        in_order([SUMMER, wave("Late", "2014-07-13", "2014-08-01")])
    with pytest.raises(ValueError, match="^waves "):
        in_order([SPRING, wave("Wave 1", "2014-06-02", "2014-07-14")])
