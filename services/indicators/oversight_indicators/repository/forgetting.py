"""Forgetting what was counted, so that the log can be counted again."""

from collections.abc import Mapping

from oversight_indicators.repository import Connection
from oversight_indicators.repository.tallies import begin_tallies

# Series stay: workers remember their numbers.
_TABLES = (
    "records, totals, receipts, unpublished, unpublished_statements, publications, reconciliations,"
    " former_logs"
)


async def forget(connection: Connection, topic: str, log: str, begins: Mapping[int, int]) -> None:
    """Nothing is counted any more, and every partition of ``log`` begins at its offset.

    Dead letters are in a topic of their own and stay there; those of the log come once more.
    """
    await connection.execute(f"TRUNCATE {_TABLES}")
    await connection.execute("DELETE FROM source_offsets WHERE topic = $1", topic)
    await connection.execute(
        "INSERT INTO source_topics AS known (topic, partitions) VALUES ($1, $2)"
        " ON CONFLICT (topic) DO UPDATE SET partitions = $2,"
        " grown = known.grown OR known.partitions <> $2",
        topic,
        len(begins),
    )
    for partition, offset in sorted(begins.items()):
        await connection.execute(
            "INSERT INTO source_offsets (topic, partition, log, next_offset)"
            " VALUES ($1, $2, $3, $4)",
            topic,
            partition,
            log,
            offset,
        )
        await begin_tallies(connection, partition, log, offset)
