"""Which series a silence covers, and until when."""

from datetime import timedelta

import pytest
from pydantic import ValidationError
from tests.unit.alerts.builders import NOW, SERIES

from oversight_alerts.episodes.silences import Silence, silenced
from oversight_alerts.web.views import SilenceRequest

HOUR = timedelta(hours=1)


def _silence(rule: str | None = None, force: str | None = None, area: str | None = None) -> Silence:
    return Silence("s", NOW + HOUR, "planned operation", "Ann", NOW, rule, force, area)


@pytest.mark.parametrize(
    ("silence", "covers"),
    [
        (_silence(rule="r"), True),
        (_silence(rule="other"), False),
        (_silence(area="force"), True),
        (_silence(rule="r", area="dudley"), False),
        (_silence(rule="r", force="west-midlands", area="force"), True),
        (_silence(rule="r", force="staffordshire"), False),
    ],
)
def test_a_silence_covers_what_it_names(silence: Silence, covers: bool) -> None:
    assert silenced([silence], SERIES, NOW) is covers


def test_a_silence_ends() -> None:
    assert not silenced([_silence(rule="r")], SERIES, NOW + HOUR)
    assert not silenced([], SERIES, NOW)


def test_a_silence_of_everything_is_refused() -> None:
    with pytest.raises(ValidationError, match="name a rule or an area"):
        SilenceRequest(until=NOW, reason="peace and quiet")
