"""``verify``: recompute every total from the stored records, and compare."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

import asyncpg

from oversight_contracts.facts import SeriesKey
from oversight_indicators.cells import Series, Sum
from oversight_indicators.contributions import Contributions
from oversight_indicators.generation import OtherDefinitions
from oversight_indicators.london import bucket_name
from oversight_indicators.recomputation import Progress, Recomputation, TotalKey
from oversight_indicators.repository import Connection
from oversight_indicators.repository.durations import read_durations
from oversight_indicators.repository.generations import read_active
from oversight_indicators.repository.publishing import all_totals

NAMED = 20
CHUNK = 5_000


@dataclass(frozen=True)
class Difference:
    """A total that is not what the records add up to."""

    indicator: str
    force: str
    area: str
    by: str
    bucket: str
    stored: dict[str, Any]
    recomputed: dict[str, Any]


@dataclass
class Report:
    """What was compared. ``different`` counts all differences; the first of them are named."""

    generation: int
    definitions: str
    records: int = 0
    totals: int = 0
    different: int = 0
    differences: list[Difference] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


async def verify(
    connection: Connection, contributions: Contributions, definitions: str, progress: Progress
) -> Report:
    """Compare in one snapshot, so it is right while the worker runs.

    Raises ``OtherDefinitions`` where the totals were counted under other definitions.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        generation = await read_active(connection)
        if generation is None or generation.definitions != definitions:
            raise OtherDefinitions("the totals were not counted under these definitions")
        report = Report(generation.number, generation.definitions)
        recomputation = Recomputation(contributions)
        await recomputation.read(connection, progress)
        report.records = recomputation.records
        expected = recomputation.totals()
        async for rows in all_totals(connection, generation.number, CHUNK):
            _compare(report, rows, expected)
    # What is left was never stored.
    for key, missing in expected.items():
        _differ(report, key, Sum(), missing)
    report.totals += len(expected)
    return report


def _compare(report: Report, rows: Iterable[asyncpg.Record], expected: dict[TotalKey, Sum]) -> None:
    for row in rows:
        name = SeriesKey(row["indicator"], row["force"], row["area"], row["breakdown"])
        key = (Series(name, row["hourly"]), row["bucket"])
        durations = read_durations(row["durations"])
        stored = Sum(row["n"], row["of"], row["pending"], durations or None)
        report.totals += 1
        recomputed = expected.pop(key, None) or Sum()
        if _plain(stored) != _plain(recomputed):
            _differ(report, key, stored, recomputed)


def _differ(report: Report, key: TotalKey, stored: Sum, recomputed: Sum) -> None:
    report.different += 1
    if len(report.differences) < NAMED:
        series, bucket = key
        report.differences.append(
            Difference(
                **asdict(series.key),
                bucket=bucket_name(bucket, hourly=series.hourly),
                stored=_plain(stored),
                recomputed=_plain(recomputed),
            )
        )


def _plain(total: Sum) -> dict[str, Any]:
    return {
        "n": total.n,
        "of": total.of,
        "pending": total.pending,
        "values": dict(sorted((total.values or {}).items())),
    }
