"""What limits allow for a season that few years tell."""

import pytest

from oversight_measures.spread.season import widened_by

MONTHS = dict.fromkeys(range(1, 13), 1.0)


@pytest.mark.parametrize(("pieces", "times"), [(36, 2.0), (60, 1.5), (120, 11 / 9)])
def test_limits_about_a_season_are_wider_the_fewer_years_tell_it(pieces: int, times: float) -> None:
    assert widened_by(MONTHS, pieces) == pytest.approx(times)
    assert widened_by({}, pieces) == 1


def test_a_season_of_no_more_pieces_than_it_has_is_refused() -> None:
    with pytest.raises(ValueError, match="pieces must be above 12, not 12"):
        widened_by(MONTHS, 12)
