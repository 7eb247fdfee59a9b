from datetime import date

import pytest

from oversight_measures.periods.period import Period
from oversight_measures.periods.waves import Wave, in_order, wave_before, wave_of


def wave(name: str, start: str, end: str) -> Wave:
    return Wave(name, Period(date.fromisoformat(start), date.fromisoformat(end)))


SPRING = wave("Wave 1", "2014-03-03", "2014-04-14")
SUMMER = wave("Wave 2", "2014-06-02", "2014-07-14")
AUTUMN = wave("Wave 3", "2014-07-14", "2014-10-01")
WAVES = [AUTUMN, SPRING, SUMMER]


def test_waves_come_in_the_order_of_their_days() -> None:
    assert in_order(WAVES) == [SPRING, SUMMER, AUTUMN]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2014-03-03", SPRING),
        ("2014-04-14", None),
        ("2014-07-13", SUMMER),
        ("2014-07-14", AUTUMN),
        ("2015-01-01", None),
    ],
)
def test_an_answer_belongs_to_the_wave_of_its_day_or_to_none(day: str, found: Wave | None) -> None:
    assert wave_of(date.fromisoformat(day), WAVES) == found


def test_a_wave_is_compared_with_the_one_before_it() -> None:
    assert wave_before(AUTUMN, WAVES) == SUMMER
    assert wave_before(SUMMER, WAVES) == SPRING
    assert wave_before(SPRING, WAVES) is None


def test_waves_that_share_a_day_or_a_name_are_refused() -> None:
    with pytest.raises(ValueError, match="^waves .*Wave 2 and Late"):
        in_order([SUMMER, wave("Late", "2014-07-13", "2014-08-01")])
    with pytest.raises(ValueError, match="^waves "):
        in_order([SPRING, wave("Wave 1", "2014-06-02", "2014-07-14")])
