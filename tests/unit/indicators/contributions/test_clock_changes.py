"""A record at each hour around both changes of the clocks, against the rules of the zone alone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.unit.indicators.catalogues import catalogue
from tests.unit.indicators.event_builders import record

from oversight_indicators.contributions.compiler import Contributions

LONDON = ZoneInfo("Europe/London")
COUNT = {"measure": "count", "counts": {"kind": "stop-search", "at": "searched_at"}}
CONTRIBUTIONS = Contributions(
    catalogue({**COUNT, "id": "by.day"}, {**COUNT, "id": "by.hour", "grain": "hour"})
)
# What lies in an hour is in its bucket from its first microsecond to its last.
WITHIN = (timedelta(0), timedelta(minutes=29), timedelta(hours=1) - timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("changing", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)],
)
def test_each_hour_is_in_its_own_bucket_and_on_its_london_day(changing: date, hours: int) -> None:
    begin = datetime.combine(changing - timedelta(days=1), datetime.min.time(), UTC)
    on_the_day = set()
    for number in range(72):
        for within in WITHIN:
            moment = begin + timedelta(hours=number) + within
            day, hour = buckets(moment)
            assert day == moment.astimezone(LONDON).date().isoformat()
            assert hour == f"{moment:%Y-%m-%dT%H}"
            if day == changing.isoformat():
                on_the_day.add(hour)
    assert len(on_the_day) == hours


@pytest.mark.parametrize("changing", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_moment_counts_alike_in_whichever_offset_it_is_written(changing: date) -> None:
    begin = datetime.combine(changing, datetime.min.time(), UTC)
    for number in range(24):
        moment = begin + timedelta(hours=number, minutes=30)
        assert buckets(moment.astimezone(LONDON)) == buckets(moment)


def buckets(moment: datetime) -> tuple[str, str]:
    """The day and the hour that a record at ``moment`` counts in."""
    made = record("stop-search", searched_at=moment.isoformat())
    found = {
        series.indicator: bucket
        for (series, bucket) in CONTRIBUTIONS.totals("stop-search", made)
        if series.area == "force"
    }
    return found["by.day"], found["by.hour"]
