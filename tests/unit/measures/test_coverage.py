"""Which days of a kind of record are known, and which lack their records."""

from collections.abc import Iterable, Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight_measures.coverage import Coverage, RecordDays, coverage_of
from oversight_measures.periods.period import DAY, Period
from oversight_measures.periods.stretches import Stretches, common, joined, runs_of, without

TODAY = date(2020, 7, 1)
Q1 = Period(date(2020, 1, 1), date(2020, 4, 1))


def between(first: str, last: str, step: int = 1) -> Iterator[date]:
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        yield day
        day += step * DAY


def known(
    *days: Iterable[date], each_day: int = 50, in_waves: bool = False, today: date = TODAY
) -> Coverage:
    every = {day for some in days for day in some}
    return coverage_of([RecordDays(runs_of(every), each_day * len(every), in_waves)], today)


def missing(found: Coverage, period: Period = Q1, today: date = TODAY) -> list[str]:
    return [f"{each.start} {each.end - DAY}" for each in found.missing(period, today)]


def test_no_records_are_no_coverage() -> None:
    assert coverage_of([], TODAY) == coverage_of([None], TODAY) == Coverage()
    assert Coverage().cover(Q1, TODAY) == "none"
    assert Coverage().missing_months == ()


@pytest.mark.parametrize(
    ("first", "last", "covers", "gaps"),
    [
        ("2019-12-05", "2020-06-30", "whole", []),
        ("2020-01-02", "2020-06-30", "part", ["2020-01-01 2020-01-01"]),
        ("2019-12-05", "2020-03-30", "part", ["2020-03-31 2020-03-31"]),
        ("2020-02-01", "2020-02-29", "part", ["2020-01-01 2020-01-31", "2020-03-01 2020-03-31"]),
        ("2019-12-05", "2019-12-31", "none", ["2020-01-01 2020-03-31"]),
    ],
)
def test_of_what_has_records_every_day_the_edges_are_sharp(
    first: str, last: str, covers: str, gaps: list[str]
) -> None:
    found = known(between(first, last))
    assert (found.cover(Q1, TODAY), missing(found)) == (covers, gaps)


def test_a_month_without_any_is_missing_and_named() -> None:
    found = known(between("2019-12-01", "2020-01-31"), between("2020-03-01", "2020-06-30"))
    assert missing(found) == ["2020-02-01 2020-02-29"]
    assert [f"{each.start}" for each in found.missing_months] == ["2020-02-01"]
    assert found.cover(Period(date(2020, 2, 1), date(2020, 3, 1)), TODAY) == "none"


def test_days_to_come_say_nothing_of_those_before_them() -> None:
    today = date(2020, 3, 10)
    found = known(between("2020-01-01", "2020-02-10"), [date(2062, 1, 1)], today=today)
    assert found.last == date(2020, 2, 10)
    assert missing(found, today=today) == ["2020-02-11 2020-03-09"]


def test_a_running_period_lacks_nothing_of_today() -> None:
    today = date(2020, 3, 10)
    assert known(between("2020-01-01", "2020-03-09"), today=today).cover(Q1, today) == "whole"
    # What is known of tomorrow is nothing yet.
    found = known(between("2020-01-01", "2020-03-10"), today=today)
    assert found.cover(Period(date(2020, 3, 11), date(2020, 3, 12)), today) == "none"


def test_records_of_weekdays_end_on_a_friday() -> None:
    """31 March 2019 was a Sunday, and 1 April 2018 one too."""
    weekdays = [day for day in between("2018-04-02", "2019-03-29") if day.weekday() < 5]
    year = Period(date(2018, 4, 1), date(2019, 4, 1))
    assert known(weekdays).cover(year, TODAY) == "whole"
    a_week_less = [day for day in weekdays if day < date(2019, 3, 22)]
    assert missing(known(a_week_less), year) == ["2019-03-22 2019-03-31"]


def test_a_stray_record_parts_what_it_does_not_join() -> None:
    found = known(between("2019-12-01", "2020-02-10"), [date(2020, 3, 31)])
    assert missing(found) == ["2020-02-11 2020-03-30"]


def test_a_month_that_is_cut_off_between_whole_ones_lacks_its_end() -> None:
    found = known(between("2019-12-01", "2020-02-17"), between("2020-03-01", "2020-06-30"))
    assert found.cover(Period(date(2020, 2, 1), date(2020, 3, 1)), TODAY) == "part"
    assert missing(found) == ["2020-02-18 2020-02-29"]
    # Two that are cut off do not excuse each other.
    days = {day for day in between("2019-12-01", "2020-06-30") if day.month not in (1, 3)}
    cut = known(days, (date(2020, month, day) for month in (1, 3) for day in range(1, 18)))
    assert missing(cut) == ["2020-01-18 2020-01-31", "2020-03-18 2020-03-31"]


def test_an_office_that_is_closed_over_christmas_lacks_none() -> None:
    weekdays = {day for day in between("2019-04-01", "2020-06-30") if day.weekday() < 5}
    closed = known(weekdays - set(between("2019-12-25", "2020-01-01")))
    assert missing(closed, Period(date(2019, 10, 1), date(2020, 4, 1))) == []
    a_month = known(weekdays - set(between("2020-02-10", "2020-02-28")))
    assert missing(a_month) == ["2020-02-08 2020-02-29"]


def test_a_pause_of_few_records_is_honest() -> None:
    """One of twenty days: by chance it is not told from the others."""
    found = known(set(between("2020-01-01", "2020-01-20")) - {date(2020, 1, 9)}, each_day=1)
    assert missing(found, Period(date(2020, 1, 1), date(2020, 1, 21))) == []
    every_third = set(between("2019-12-01", "2020-06-30", step=3))
    pause = known(every_third - set(between("2020-02-03", "2020-02-14")), each_day=1)
    assert missing(pause) == []


def test_what_is_dated_by_its_month_alone_fills_the_month() -> None:
    firsts = [date(2020, month, 1) for month in range(1, 5)]
    assert known(firsts, each_day=900).cover(Q1, TODAY) == "whole"
    gap = known([firsts[0], firsts[2], firsts[3]], each_day=900)
    assert missing(gap) == ["2020-02-01 2020-02-29"]


def test_a_month_dated_file_fills_its_month_where_it_is_the_only_one() -> None:
    february = Period(date(2020, 2, 1), date(2020, 3, 1))
    alone = RecordDays(runs_of([date(2020, 2, 1)]), 5_000, by_month=True)
    found = coverage_of([alone], TODAY)
    assert (found.first, found.last) == (date(2020, 2, 1), date(2020, 2, 29))
    assert found.cover(february, TODAY) == "whole"
    # While it runs it is known up to today; and a day of what is dated by its day is a day.
    assert coverage_of([alone], date(2020, 2, 10)).last == date(2020, 2, 10)
    assert missing(known([date(2020, 2, 1)]), february) == ["2020-02-02 2020-02-29"]


def of_dates(kind: Iterable[date], dated: Iterable[date], each_day: int = 5) -> Coverage:
    days = list(dated)
    by_date = RecordDays(runs_of(days), each_day * len(days)) if days else None
    return coverage_of([RecordDays(runs_of(kind), 5_000, dated=by_date)], TODAY)


def test_a_date_is_known_as_far_as_it_goes_and_not_as_the_others_of_its_kind() -> None:
    every = set(between("2019-04-01", "2020-03-31"))
    logged = of_dates(every, between("2019-04-01", "2019-12-31"))
    assert (logged.last, logged.cover(Q1, TODAY)) == (date(2019, 12, 31), "none")
    assert missing(logged) == ["2020-01-01 2020-03-31"]
    # No record has the date at all: as far as the kind goes there were none.
    assert missing(of_dates(every, [])) == []


def test_a_rare_date_is_known_as_far_as_its_kind_and_its_silence_go() -> None:
    every = set(between("2019-04-01", "2020-03-31"))
    rare = of_dates(every, between("2019-04-20", "2020-02-10", step=25), each_day=1)
    assert (rare.first, rare.last) == (date(2019, 4, 1), date(2020, 3, 31))
    assert (rare.cover(Q1, TODAY), missing(rare)) == ("whole", [])


def test_a_rare_kind_has_months_of_none() -> None:
    found = known(between("2019-01-15", "2020-06-15", step=76), each_day=2)
    assert missing(found) == []
    # None counted is printed as none only where there were records.
    assert found.cover(Period(date(2020, 5, 1), date(2020, 6, 1)), TODAY) == "none"


def test_waves_of_a_survey_lack_nothing_between_them_nor_after() -> None:
    waves = (between("2019-06-01", "2019-06-20"), between("2020-02-05", "2020-02-25"))
    found = known(*waves, in_waves=True)
    assert (found.cover(Q1, TODAY), missing(found)) == ("whole", [])
    assert found.cover(Period(date(2019, 9, 1), date(2019, 12, 1)), TODAY) == "none"
    year = Period(date(2019, 4, 1), date(2020, 4, 1))
    assert missing(found, year) == ["2019-04-01 2019-05-31"]


def test_two_kinds_have_the_days_of_both() -> None:
    one = RecordDays(runs_of(between("2019-12-01", "2020-02-29")), 5_000)
    other = RecordDays(runs_of(between("2020-02-01", "2020-06-30")), 5_000)
    found = coverage_of([one, other], TODAY)
    assert (found.first, found.last) == (date(2020, 2, 1), date(2020, 2, 29))
    assert missing(found) == ["2020-01-01 2020-01-31", "2020-03-01 2020-03-31"]
    assert coverage_of([one, None], TODAY) == Coverage()


DAYS = st.sets(st.dates(date(2019, 1, 1), date(2020, 12, 31)), min_size=1, max_size=60)


@given(DAYS, st.integers(1, 100), st.booleans(), st.dates(date(2019, 1, 1), date(2021, 6, 1)))
def test_every_day_with_a_record_is_known_and_none_is_both_known_and_missing(
    days: set[date], each_day: int, in_waves: bool, today: date
) -> None:
    found = known(days, each_day=each_day, in_waves=in_waves, today=today)
    period = Period(date(2018, 6, 1), date(2021, 12, 1))
    gaps = found.missing(period, today)
    assert common(gaps, found.known) == common(gaps, found.accounted) == ()
    held = runs_of(day for day in days if day <= today)
    assert without(held, found.known) == ()
    assert without(found.known, found.accounted) == ()
    assert all(each.end <= today for each in gaps)


@given(DAYS, DAYS)
def test_stretches_are_sets_of_days(one: set[date], other: set[date]) -> None:
    mine, theirs = runs_of(one), runs_of(other)
    assert _days(common(mine, theirs)) == one & other
    assert _days(without(mine, theirs)) == one - other
    assert _days(joined((*mine, *theirs))) == one | other


def _days(stretches: Stretches) -> set[date]:
    return {each.start + n * DAY for each in stretches for n in range(each.days)}
