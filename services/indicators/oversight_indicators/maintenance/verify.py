"""``verify``: recompute every total from the stored records, and compare."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import asyncpg

from oversight_indicators.contributions.accumulator import Series, TotalDelta
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.contributions.london_time import bucket_name
from oversight_indicators.maintenance.generation import OtherDefinitions
from oversight_indicators.maintenance.recompute import Progress, Recomputation
from oversight_indicators.repository import Connection
from oversight_indicators.repository.durations import read_durations
from oversight_indicators.repository.generations import read_active
from oversight_indicators.repository.totals import (
    compare_staged,
    known_numbers,
    make_stage,
    series_named,
)
from oversight_runtime.postgres import bear_with_idle

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
    """The result of a comparison. ``different`` counts all differences; the first are named."""

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
    await make_stage(connection)
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await bear_with_idle(connection, None)
        generation = await read_active(connection)
        if generation is None or generation.definitions != definitions:
            raise OtherDefinitions("the totals were not counted under these definitions")
        names = _Names(connection)
        recomputation = Recomputation(contributions, names.numbers)
        await recomputation.stage(connection, progress)
        report = Report(generation.number, generation.definitions, recomputation.records)
        async for rows in compare_staged(connection, generation.number, CHUNK):
            report.totals += len(rows)
            await _compare(report, rows, names)
    return report


class _Names:
    """Numbers of series and back. One that is not stored has a number below 0."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._missing: list[Series] = []

    async def numbers(self, series: Sequence[Series]) -> list[int]:
        """The number of each."""
        found = await known_numbers(self._connection, series)
        return [
            self._number(each) if number is None else number
            for each, number in zip(series, found, strict=True)
        ]

    async def name(self, number: int) -> Series:
        """The series behind a number."""
        if number < 0:
            return self._missing[-number - 1]
        return await series_named(self._connection, number)

    def _number(self, missing: Series) -> int:
        self._missing.append(missing)
        return -len(self._missing)


async def _compare(report: Report, rows: Iterable[asyncpg.Record], names: _Names) -> None:
    for series, bucket, *figures in rows:
        stored, recomputed = _sum(*figures[:4]), _sum(*figures[4:])
        if _plain(stored) != _plain(recomputed):
            report.different += 1
            if len(report.differences) < NAMED:
                named = await names.name(series)
                report.differences.append(_difference(named, bucket, stored, recomputed))


def _sum(n: int | None, of: int | None, pending: int | None, durations: bytes | None) -> TotalDelta:
    return TotalDelta(n or 0, of or 0, pending or 0, read_durations(durations or b"") or None)


def _difference(
    series: Series, bucket: int, stored: TotalDelta, recomputed: TotalDelta
) -> Difference:
    return Difference(
        **asdict(series.key),
        bucket=bucket_name(bucket, hourly=series.hourly),
        stored=_plain(stored),
        recomputed=_plain(recomputed),
    )


def _plain(total: TotalDelta) -> dict[str, Any]:
    return {
        "n": total.n,
        "of": total.of,
        "pending": total.pending,
        "values": dict(sorted((total.values or {}).items())),
    }
