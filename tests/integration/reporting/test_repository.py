"""What one process has applied, another does not apply over it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest
from tests.integration.reporting.publishing import cut, total

from oversight_contracts.log_position import NOTHING_READ, LogPosition
from oversight_contracts.recorded_fields import STATED
from oversight_contracts.windows import BucketRange
from oversight_measures.periods.period import Period
from oversight_projection.buffer import Application
from oversight_projection.position import PositionMoved
from oversight_reporting.model.coverage import CountedDays
from oversight_reporting.projection.store import ProjectionStore
from oversight_reporting.repository.connection import Database
from oversight_reporting.repository.figures import FigureRepository
from oversight_reporting.settings import SCHEMA
from oversight_runtime.postgres import SERVER_LIMITS


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url, SCHEMA)
    await made.open()
    yield made
    await made.close()


async def test_a_second_writer_finds_the_position_moved(database: Database) -> None:
    repository = ProjectionStore(database)
    first = Application((total("crime.total", "2020-01-01", 1),), cut(1), 2)
    await repository.apply(first, NOTHING_READ, "log")
    late = Application((total("crime.total", "2020-01-01", 9, revision=9),), cut(0), 1)
    with pytest.raises(PositionMoved):
        await repository.apply(late, NOTHING_READ, "log")
    assert await repository.last_cut() == cut(1)
    await repository.apply(late, LogPosition("log", 2), "log")


async def test_a_view_stays_as_at_its_cut(database: Database) -> None:
    repository = ProjectionStore(database)
    one = Application((total("crime.total", "2020-01-01", 1),), cut(1), 2)
    two = Application((total("crime.total", "2020-01-01", 2, revision=2),), cut(2), 4)
    await repository.apply(one, NOTHING_READ, "log")
    async with FigureRepository(database).view() as view:
        assert view.cut == cut(1)
        await repository.apply(two, LogPosition("log", 2), "log")
        day = Period(date(2020, 1, 1), date(2020, 1, 2))
        days = await view.record_days(["crime.total"], "west-midlands")
        assert days == CountedDays((day,), 1)
        assert await view.seen("crime.total", "west-midlands", "") == {""}
        found = await view.totals(
            "crime.total", "west-midlands", "force", "", BucketRange("2020", "2021")
        )
        assert [each.total.n for each in found] == [1]


async def test_a_view_outlives_what_is_worked_out_of_it(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SERVER_LIMITS, "idle_in_transaction_session_timeout", "20ms")
    hurried = Database(database_url, SCHEMA)
    await hurried.open()
    one = Application((total("crime.total", "2020-01-01", 1),), cut(1), 2)
    await ProjectionStore(hurried).apply(one, NOTHING_READ, "log")
    async with FigureRepository(hurried).view() as view:
        await asyncio.sleep(0.1)
        assert await view.seen("crime.total", "west-midlands", "") == {""}
    # The connection has its limit back.
    assert await hurried.pool.fetchval("SHOW idle_in_transaction_session_timeout") == "20ms"
    await hurried.close()


async def test_months_are_summed_by_the_clock_in_london(database: Database) -> None:
    """Two years of hours are read as 24 sums, each under a bucket that lies in its month."""
    hours = {"2020-05-31T22": 1, "2020-05-31T23": 10, "2020-06-30T22": 20, "2020-06-30T23": 9}
    days = {"2020-05-31": 3, "2020-06-01": 4, "2020-06-30": 5}
    totals = (
        *(total("response.within-target", hour, n, of=30) for hour, n in hours.items()),
        *(total("crime.total", day, n) for day, n in days.items()),
        *(total("crime.total", day, n, by="offence=arson") for day, n in days.items()),
    )
    repository = ProjectionStore(database)
    await repository.apply(Application(totals, cut(1), 1), NOTHING_READ, "log")
    where = ("west-midlands", "force")
    async with FigureRepository(database).view() as view:
        june = BucketRange("2020-05-31T23", "2020-06-30T23")
        (found,) = await view.monthly("response.within-target", *where, "", june)
        assert (found.bucket, found.total.n, found.total.of) == ("2020-05-31T23", 30, 60)
        year = BucketRange("2020-01-01", "2021-01-01")
        by = await view.monthly("crime.total", *where, "offence", year)
        known = sorted((each.bucket, each.breakdown, each.total.n) for each in by)
        assert known == [("2020-05-31", "offence=arson", 3), ("2020-06-01", "offence=arson", 9)]


async def test_days_with_records_are_read_as_runs_by_the_clock_in_london(
    database: Database,
) -> None:
    days = ("2020-05-30", "2020-06-01", "2020-06-03")
    hours = ("2020-05-30T23", "2020-06-01T22", "2020-06-02T22")
    totals = (
        *(total("crime.total", day, 5) for day in days),
        total("crime.total", "2020-07-01", 5, by="offence=arson"),
        *(total("response.within-target", hour, 1, of=3) for hour in hours),
    )
    repository = ProjectionStore(database)
    await repository.apply(Application(totals, cut(1), 1), NOTHING_READ, "log")
    names = ["crime.total", "response.within-target"]
    async with FigureRepository(database).view() as view:
        found = await view.record_days(names, "west-midlands")
        assert found == CountedDays((Period(date(2020, 5, 30), date(2020, 6, 4)),), 21)
        one = await view.record_days(names[:1], "west-midlands")
        assert one is not None
        assert [run.start.day for run in one.runs] == [30, 1, 3]


async def test_which_months_state_a_field_is_read_by_kind(database: Database) -> None:
    totals = (
        total(STATED, "2020-01-01", 7, by="crime=markers"),
        total(STATED, "2020-02-01", 0, by="crime=markers"),
        total(STATED, "2020-01-01", 9, by="crime=recorded_at"),
        total(STATED, "2020-01-01", 5, by="complaint=logged_at"),
    )
    repository = ProjectionStore(database)
    await repository.apply(Application(totals, cut(1), 1), NOTHING_READ, "log")
    async with FigureRepository(database).view() as view:
        assert await view.stated_fields("west-midlands", "crime") == {
            "markers": {date(2020, 1, 1): 7, date(2020, 2, 1): 0},
            "recorded_at": {date(2020, 1, 1): 9},
        }
        assert await view.stated_fields("staffordshire", "crime") == {}


async def test_hundreds_of_thousands_of_totals_in_one_transaction(database: Database) -> None:
    repository = ProjectionStore(database)
    totals = tuple(
        total("crime.total", f"2020-{index:06}", index, by=f"offence=o{index % 7}")
        for index in range(100_000)
    )
    await repository.apply(Application(totals, cut(1), 1), NOTHING_READ, "log")
    async with FigureRepository(database).view() as view:
        assert await view.record_days(["crime.total"], "west-midlands") is None
        assert len(await view.seen("crime.total", "west-midlands", "offence")) == 7
