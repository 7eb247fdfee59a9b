"""Reads of figures: totals as at one cut."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

from asyncpg import Record

from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.facts.facts import Cut, Position, Total
from oversight_contracts.recorded_fields import STATED, months_by_field
from oversight_contracts.windows import BucketRange
from oversight_measures.periods.period import DAY, Period
from oversight_reporting.model.change_counts import ChangeCounts
from oversight_reporting.model.coverage import CountedDays, StatedFields
from oversight_reporting.model.deliverables import Update
from oversight_reporting.model.published import PublishedFigure
from oversight_reporting.model.totals import BucketTotal
from oversight_reporting.repository.connection import Database
from oversight_reporting.repository.statements import read_statistics, read_updates
from oversight_runtime.postgres import bear_with_idle

SELECT_CUT = "SELECT generation, definitions, positions, cut_at FROM last_cut"


def cut_of(row: Record | None) -> Cut | None:
    """The cut of a row; None where nothing was ever counted."""
    if row is None:
        return None
    return Cut(
        generation=row["generation"],
        complete=True,
        definitions=row["definitions"],
        positions=tuple(Position(**each) for each in row["positions"]),
        at=row["cut_at"],
    )


TOTALS = """
SELECT breakdown, bucket, n, total_of, pending, durations, arrived, corrected, removed FROM totals
WHERE generation = $1 AND indicator = $2 AND force = $3 AND area = $4 AND dimensions = $5
  AND bucket >= $6 AND bucket < $7
ORDER BY bucket
"""
# An hour's bucket is named in UTC; its month is London's.
MONTH = """left(CASE WHEN length(bucket) = 10 THEN bucket ELSE
    to_char((bucket || ':00Z')::timestamptz AT TIME ZONE 'Europe/London', 'YYYY-MM') END, 7)"""
# Two years of hours are many rows, and no more than 24 sums are wanted of them.
MONTHLY = f"""
SELECT breakdown, min(bucket) AS bucket, sum(n)::bigint AS n, sum(total_of)::bigint AS total_of,
       sum(pending)::bigint AS pending, NULL AS durations,
       0 AS arrived, 0 AS corrected, 0 AS removed
FROM totals
WHERE generation = $1 AND indicator = $2 AND force = $3 AND area = $4 AND dimensions = $5
  AND bucket >= $6 AND bucket < $7
GROUP BY breakdown, {MONTH}
"""
# As many records as one indicator counted in one bucket there were on its day at least. Days that
# follow one another have the same difference of their date and their number.
RECORD_DAYS = """
WITH buckets AS (
    SELECT bucket, max(greatest(n, total_of, pending)) AS records FROM totals
    WHERE generation = $1 AND indicator = ANY($2::text[]) AND force = $3
      AND area = 'force' AND dimensions = '' AND (n <> 0 OR total_of <> 0 OR pending <> 0)
    GROUP BY bucket
), days AS (
    SELECT CASE WHEN length(bucket) = 10 THEN bucket::date ELSE
        ((bucket || ':00Z')::timestamptz AT TIME ZONE 'Europe/London')::date END AS day,
        max(records) AS records
    FROM buckets GROUP BY day
), numbered AS (
    SELECT day, records, day - (row_number() OVER (ORDER BY day))::int AS run FROM days
)
SELECT min(day) AS first, max(day) AS last, sum(records)::bigint AS records
FROM numbered GROUP BY run ORDER BY first
"""
NAMES_AREAS = """
SELECT EXISTS (
    SELECT FROM totals
    WHERE generation = $1 AND indicator = ANY($2::text[]) AND force = $3
      AND area <> 'force' AND dimensions = '' AND (n <> 0 OR total_of <> 0 OR pending <> 0)
)
"""
SEEN = """
SELECT DISTINCT breakdown FROM totals
WHERE generation = $1 AND indicator = $2 AND force = $3 AND area = 'force' AND dimensions = $4
  AND (n <> 0 OR total_of <> 0 OR pending <> 0)
"""

# Between two reads of a view figures are worked out. Where many things run at once that has taken
# longer than the server lets a forgotten transaction stay.
STAY_SECONDS = 60.0

EVERY_DAY = BucketRange("", "9999-12-31")


class View(Protocol):
    """Figures as at one cut, read in one transaction."""

    cut: Cut | None

    async def totals(
        self, indicator: str, force: str, area: str, dimensions: str, buckets: BucketRange
    ) -> list[BucketTotal]:
        """The totals of every series broken down by ``dimensions``, by bucket."""

    async def monthly(
        self, indicator: str, force: str, area: str, dimensions: str, buckets: BucketRange
    ) -> list[BucketTotal]:
        """The totals by London month, each in its first bucket and without durations."""

    async def record_days(self, indicators: Sequence[str], force: str) -> CountedDays | None:
        """The days on which any of ``indicators`` counted anything; None where there are none."""

    async def names_areas(self, indicators: Sequence[str], force: str) -> bool:
        """Whether any of ``indicators`` counted anything in an area below the force."""

    async def seen(self, indicator: str, force: str, dimensions: str) -> set[str]:
        """Every breakdown value that ever occurred anywhere in the force."""

    async def stated_fields(self, force: str, kind: str) -> StatedFields:
        """How many records of each month state each field that is told of a kind."""

    async def statistics(self, force: str, area: str, measure: str) -> list[PublishedFigure]:
        """The published statistics of a measure that stand."""

    async def updates(self, force: str, plan: str) -> list[Update]:
        """The updates of a plan's deliverables that stand."""


class FigureRepository:
    """Reads only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def view(self) -> AsyncIterator[View]:
        """Figures that all belong to one cut, however many are read."""
        async with (
            self._database.pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            await bear_with_idle(connection, STAY_SECONDS)
            yield _View(connection, cut_of(await connection.fetchrow(SELECT_CUT)))


class _View:
    def __init__(self, connection: Any, cut: Cut | None) -> None:
        self._connection = connection
        self.cut = cut

    async def totals(
        self, indicator: str, force: str, area: str, dimensions: str, buckets: BucketRange
    ) -> list[BucketTotal]:
        return await self._totals(TOTALS, (indicator, force, area, dimensions), buckets)

    async def monthly(
        self, indicator: str, force: str, area: str, dimensions: str, buckets: BucketRange
    ) -> list[BucketTotal]:
        return await self._totals(MONTHLY, (indicator, force, area, dimensions), buckets)

    async def _totals(
        self, query: str, series: tuple[str, ...], buckets: BucketRange
    ) -> list[BucketTotal]:
        if self.cut is None:
            return []
        rows = await self._connection.fetch(
            query, self.cut.generation, *series, buckets.first, buckets.end
        )
        return [_stored(row) for row in rows]

    async def record_days(self, indicators: Sequence[str], force: str) -> CountedDays | None:
        if self.cut is None:
            return None
        wanted = (self.cut.generation, list(indicators), force)
        rows = await self._connection.fetch(RECORD_DAYS, *wanted)
        runs = tuple(Period(row["first"], row["last"] + DAY) for row in rows)
        return CountedDays(runs, sum(row["records"] for row in rows)) if rows else None

    async def names_areas(self, indicators: Sequence[str], force: str) -> bool:
        if self.cut is None:
            return False
        wanted = (self.cut.generation, list(indicators), force)
        return bool(await self._connection.fetchval(NAMES_AREAS, *wanted))

    async def seen(self, indicator: str, force: str, dimensions: str) -> set[str]:
        if self.cut is None:
            return set()
        rows = await self._connection.fetch(SEEN, self.cut.generation, indicator, force, dimensions)
        return {row["breakdown"] for row in rows}

    async def stated_fields(self, force: str, kind: str) -> StatedFields:
        found = await self.totals(STATED, force, WHOLE_FORCE, kind, EVERY_DAY)
        return months_by_field((each.breakdown, each.bucket, each.total.n) for each in found)

    async def statistics(self, force: str, area: str, measure: str) -> list[PublishedFigure]:
        return await read_statistics(self._connection, force, area, measure)

    async def updates(self, force: str, plan: str) -> list[Update]:
        return await read_updates(self._connection, force, plan)


def _stored(row: Record) -> BucketTotal:
    durations = {int(value): count for value, count in (row["durations"] or {}).items()}
    total = Total(row["n"], row["total_of"], row["pending"], durations)
    changes = ChangeCounts(row["arrived"], row["corrected"], row["removed"])
    return BucketTotal(row["bucket"], row["breakdown"], total, changes)
