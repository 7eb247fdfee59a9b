"""Source offsets: how far each partition of the events topic is counted, and of which log."""

from collections.abc import Collection

from oversight_indicators.events.model import Checkpoint
from oversight_indicators.repository import Connection
from oversight_indicators.repository.outcome_counts import begin_outcome_counts

_TURN = "hashtext('oversight.indicators.turn')"


class OffsetTaken(Exception):
    """Another worker has moved the partition on: what was computed here is void."""


class TopicGrown(Exception):
    """The topic has another number of partitions than its records were counted under."""


async def expect_partitions(connection: Connection, topic: str, partitions: int) -> None:
    """Remember the number of partitions. Raises ``TopicGrown`` when it was another before."""
    await connection.execute(
        "INSERT INTO source_topics (topic, partitions) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        topic,
        partitions,
    )
    known = await connection.fetchval(
        "SELECT partitions FROM source_topics WHERE topic = $1", topic
    )
    if known != partitions:
        raise TopicGrown(
            f"{topic} has {partitions} partitions and was counted with {known}: records may have "
            "changed partition; run: oversight rebuild --from-log"
        )


async def share_growth(connection: Connection, topic: str) -> bool:
    """Whether the topic has grown, so that a record may come in two partitions.

    While the part of the log from before is counted, transactions then wait for one another: two
    workers could have the same record. After it each record comes in one partition only.
    """
    row = await connection.fetchrow(
        "SELECT t.grown, g.catching_up FROM source_topics t, generations g"
        " WHERE t.topic = $1 AND g.active",
        topic,
    )
    if row is None or not row["grown"]:
        return False
    if row["catching_up"]:
        await connection.execute(f"SELECT pg_advisory_xact_lock({_TURN})")
    return True


async def read_offsets(connection: Connection, topic: str) -> dict[int, Checkpoint]:
    """Every partition that was ever counted."""
    rows = await connection.fetch(
        "SELECT partition, log, next_offset, last_digest, last_timestamp FROM source_offsets"
        " WHERE topic = $1 ORDER BY partition",
        topic,
    )
    return {
        row["partition"]: Checkpoint(
            row["log"], row["next_offset"], row["last_digest"], row["last_timestamp"]
        )
        for row in rows
    }


async def former_logs(connection: Connection, topic: str, log: str) -> list[str]:
    """The logs other than ``log`` that records came from."""
    rows = await connection.fetch(
        "SELECT log FROM former_logs UNION SELECT log FROM source_offsets"
        " WHERE topic = $1 AND next_offset > 0 ORDER BY log",
        topic,
    )
    return [row["log"] for row in rows if row["log"] != log]


async def begin_log(connection: Connection, topic: str, partition: int, log: str) -> None:
    """Count the partition from 0 where nothing, or another log, was counted before."""
    await connection.execute(
        "INSERT INTO former_logs SELECT log FROM source_offsets"
        " WHERE topic = $1 AND partition = $2 AND log <> $3 AND next_offset > 0"
        " ON CONFLICT DO NOTHING",
        topic,
        partition,
        log,
    )
    answer = await connection.execute(
        "INSERT INTO source_offsets (topic, partition, log) VALUES ($1, $2, $3)"
        " ON CONFLICT (topic, partition) DO UPDATE SET log = $3, next_offset = 0,"
        " last_digest = NULL, last_timestamp = NULL, changed_at = now()"
        " WHERE source_offsets.log <> $3",
        topic,
        partition,
        log,
    )
    if answer == "INSERT 0 1":
        await begin_outcome_counts(connection, partition, log)


async def end_paused(
    connection: Connection, topic: str, partitions: Collection[int], seconds: float
) -> int:
    """End sessions that hold these partitions in a transaction begun longer ago, and only wait.

    Answers how many. The server's own limit on idle transactions does not count the wait for the
    rest of a COPY, which a paused process would never send.
    """
    rows = await connection.fetch(
        "SELECT pg_terminate_backend(a.pid) FROM source_offsets o"
        " JOIN pg_stat_activity a ON a.backend_xid = o.xmax"
        " WHERE o.topic = $1 AND o.partition = ANY($2::int[]) AND a.wait_event_type = 'Client'"
        " AND a.xact_start < clock_timestamp() - make_interval(secs => $3)",
        topic,
        list(partitions),
        seconds,
    )
    return len(rows)


async def advance(
    connection: Connection, topic: str, partition: int, start: int, end: Checkpoint
) -> None:
    """Compare and set: from ``start`` to ``end``. Raises ``OffsetTaken``."""
    answer = await connection.execute(
        "UPDATE source_offsets SET next_offset = $5, last_digest = $6, last_timestamp = $7,"
        " changed_at = now()"
        " WHERE topic = $1 AND partition = $2 AND log = $3 AND next_offset = $4",
        topic,
        partition,
        end.log,
        start,
        end.offset,
        end.digest,
        end.timestamp,
    )
    if answer != "UPDATE 1":
        raise OffsetTaken(f"partition {partition} is no longer at offset {start}")


async def stay(connection: Connection) -> None:
    """Ask nothing: the server ends a transaction of which it hears nothing for seconds."""
    await connection.execute("SELECT")


async def restart_at(
    connection: Connection, topic: str, partition: int, counted: Checkpoint, start: int
) -> None:
    """Count the partition, now at ``counted``, from ``start`` on. Raises ``OffsetTaken``."""
    await advance(connection, topic, partition, counted.offset, Checkpoint(counted.log, start))
