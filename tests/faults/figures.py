"""What the system says, read where each service keeps it, by ways of the tests' own."""

from collections.abc import Mapping
from struct import iter_unpack
from typing import Any

import asyncpg
import orjson
from tests.faults.ledger import NOTHING, Total, TotalKey

from oversight_contracts.facts.facts import SeriesKey
from oversight_indicators.contributions.london_time import bucket_name

STORED = """
SELECT s.indicator, s.force, s.area, s.breakdown, s.hourly, t.bucket,
       sum(t.n)::bigint AS n, sum(t."of")::bigint AS of, sum(t.pending)::bigint AS pending,
       encode(string_agg(t.durations, ''::bytea), 'hex') AS durations
FROM indicators.totals t JOIN indicators.series s ON s.id = t.series
WHERE t.generation = (SELECT id FROM indicators.generations WHERE active)
GROUP BY s.id, t.bucket
"""
SHOWN = """
SELECT indicator, force, area, breakdown, bucket, n, total_of, pending,
       durations::text AS durations
FROM reporting.totals WHERE generation = (SELECT generation FROM reporting.last_cut)
"""
HELD = "SELECT fact::text AS fact FROM alerts.totals"
Positions = dict[int, int]
"""The next offset of each partition of the events topic."""


class Figures:
    """The totals of three services, all by the same key; those of zero are left out."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url

    async def stored(self) -> dict[TotalKey, Total]:
        """What indicators has counted."""
        found = {}
        for row in await self.sql(STORED):
            key = SeriesKey(row["indicator"], row["force"], row["area"], row["breakdown"])
            bucket = bucket_name(row["bucket"], hourly=row["hourly"])
            durations = _logged(bytes.fromhex(row["durations"]))
            found[key, bucket] = row["n"], row["of"], row["pending"], durations
        return _without_zero(found)

    async def shown(self) -> dict[TotalKey, Total]:
        """What reporting shows."""
        found = {}
        for row in await self.sql(SHOWN):
            key = SeriesKey(row["indicator"], row["force"], row["area"], row["breakdown"])
            counts = _counted(orjson.loads(row["durations"] or b"{}"))
            found[key, row["bucket"]] = row["n"], row["total_of"], row["pending"], counts
        return _without_zero(found)

    async def held(self) -> dict[TotalKey, Total]:
        """What alerts judges by: the newest buckets of the indicators that rules ask for."""
        found = {}
        for row in await self.sql(HELD):
            fact = orjson.loads(row["fact"])
            key = SeriesKey(fact["indicator"], fact["force"], fact["area"], fact["by"])
            counts = _counted(fact["values"])
            found[key, fact["bucket"]] = fact["n"], fact["of"], fact["pending"], counts
        return _without_zero(found)

    async def receipts(self, source: str) -> set[str]:
        """The ids of all events of ``source`` that came to anything but a dead letter."""
        rows = await self.sql(
            "SELECT id FROM indicators.receipts WHERE source = $1"
            " AND outcome IN ('counted', 'duplicate', 'superseded')",
            source,
        )
        return {row["id"] for row in rows}

    async def tallied(self) -> int:
        """How many events came to anything, dead letters among them, each time they came."""
        rows = await self.sql("SELECT sum(events)::bigint AS n FROM indicators.outcome_tallies")
        return rows[0]["n"] or 0

    async def counted_to(self) -> Positions:
        """How far indicators has counted."""
        rows = await self.sql("SELECT partition, next_offset FROM indicators.source_offsets")
        return {row["partition"]: row["next_offset"] for row in rows}

    async def shown_to(self) -> Positions:
        """How far what reporting shows is counted."""
        return _positions(await self.sql("SELECT positions::text FROM reporting.last_cut"))

    async def judged_to(self) -> Positions:
        """How far what alerts judges by is counted."""
        query = "SELECT (cut -> 'positions')::text AS positions FROM alerts.position"
        return _positions(await self.sql(query))

    async def sql(self, query: str, *arguments: object) -> list[Any]:
        """Ask the database directly; answers rows whose columns are known by name."""
        connection = await asyncpg.connect(self._url, timeout=10)
        try:
            return list(await connection.fetch(query, *arguments))
        finally:
            await connection.close(timeout=5)


def _logged(durations: bytes) -> tuple[tuple[int, int], ...]:
    counts: dict[int, int] = {}
    for value, count in iter_unpack("<qi", durations):
        counts[value] = counts.get(value, 0) + count
    return tuple(sorted((value, count) for value, count in counts.items() if count))


def _counted(values: dict[str, Any]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted((int(value), count) for value, count in values.items() if count))


def _positions(rows: list[Any]) -> Positions:
    return {
        each["partition"]: each["offset"] for row in rows for each in orjson.loads(row["positions"])
    }


def _without_zero(found: dict[TotalKey, Total]) -> dict[TotalKey, Total]:
    return {key: total for key, total in found.items() if total != NOTHING}


def differences_of(
    who: str, expected: Mapping[TotalKey, Total | None], found: Mapping[TotalKey, Total]
) -> list[str]:
    """What ``who`` has otherwise than it is ``expected``, in words."""
    return [
        f"{who}: {key} is {found.get(key)}, counted in one go {expected.get(key)}"
        for key in sorted(expected.keys() | found.keys(), key=str)
        if expected.get(key) != found.get(key)
    ]
