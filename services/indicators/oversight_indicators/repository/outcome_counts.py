"""Counts of outcomes, which grow with the offsets in one transaction."""

from collections.abc import Mapping

from oversight_indicators.events.outcome_counts import OutcomeCounts
from oversight_indicators.repository import Connection


async def add_outcome_counts(connection: Connection, counts: Mapping[OutcomeCounts, int]) -> None:
    """Add a batch's events to what was counted before."""
    rows = sorted(counts.items())
    await connection.execute(
        "INSERT INTO outcome_tallies (partition, source, hour, outcome, events)"
        " SELECT * FROM unnest($1::int[], $2::text[], $3::bigint[], $4::text[], $5::bigint[])"
        " ON CONFLICT (hour, source, partition, outcome)"
        " DO UPDATE SET events = outcome_tallies.events + excluded.events",
        [row.partition for row, _ in rows],
        [row.source for row, _ in rows],
        [row.hour for row, _ in rows],
        [row.outcome for row, _ in rows],
        [events for _, events in rows],
    )


async def begin_outcome_counts(
    connection: Connection, partition: int, log: str, offset: int = 0
) -> None:
    """Forget the counts of a partition whose log is counted from ``offset`` on, afresh."""
    await connection.execute(
        "INSERT INTO log_readings (partition, log, next_offset) VALUES ($1, $2, $3)"
        " ON CONFLICT (partition) DO UPDATE SET log = $2, next_offset = $3, last_timestamp = NULL",
        partition,
        log,
        offset,
    )
    for table in ("outcome_tallies", "log_tallies", "log_gaps"):
        await connection.execute(f"DELETE FROM {table} WHERE partition = $1", partition)
