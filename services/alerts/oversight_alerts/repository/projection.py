"""The totals of the active generation, and the position they are as at."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from oversight_alerts.projection.arrivals import ArrivedHours
from oversight_alerts.projection.reconciliations import ReconciledHours
from oversight_alerts.projection.state import AppliedCut, Update
from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.repository import Connection
from oversight_contracts.facts.arrivals import Arrivals
from oversight_contracts.facts.facts import Cut, TotalFact
from oversight_contracts.facts.reconciliation import Reconciliation
from oversight_contracts.log_position import LogPosition
from oversight_projection.position import PositionMoved


async def load_position(connection: Connection) -> tuple[AppliedCut, dict[str, int]] | None:
    """The last applied cut and the retention it was read with, or None before the first."""
    row = await connection.fetchrow("SELECT log, next_offset, cut, kept FROM position")
    if row is None:
        return None
    position = LogPosition(row["log"], row["next_offset"])
    return AppliedCut(position, Cut.model_validate(row["cut"])), row["kept"]


async def load_totals(connection: Connection) -> TotalsStore:
    """The stored totals."""
    totals = TotalsStore()
    rows = await connection.fetch("SELECT fact FROM totals")
    totals.put(TotalFact.model_validate(row["fact"]) for row in rows)
    return totals


async def apply(
    connection: Connection, update: Update, retention: Mapping[str, int], now: datetime
) -> None:
    """Write totals, hours, arrivals and the position. Raises ``PositionMoved``."""
    await _move(connection, update, retention, now)
    if update.replace:
        await connection.execute("DELETE FROM totals")
    await connection.executemany(
        """INSERT INTO totals (indicator, force, area, breakdown, bucket, revision, fact)
           VALUES ($1, $2, $3, $4, $5, $6, $7)
           ON CONFLICT (indicator, force, area, breakdown, bucket) DO UPDATE
           SET revision = excluded.revision, fact = excluded.fact
           WHERE totals.revision < excluded.revision""",
        [_row(fact) for fact in update.facts],
    )
    await _write_hours(connection, "reconciliations", update.hours)
    await _write_hours(connection, "arrivals", update.arrivals)


async def load_evaluated(connection: Connection) -> int | None:
    """The generation that rules were last evaluated over, None before the first evaluation."""
    found: int | None = await connection.fetchval("SELECT generation FROM evaluated")
    return found


async def set_evaluated(connection: Connection, generation: int) -> None:
    """Rules have been evaluated over ``generation``."""
    await connection.execute(
        """INSERT INTO evaluated (generation) VALUES ($1)
           ON CONFLICT (single) DO UPDATE SET generation = excluded.generation""",
        generation,
    )


async def prune(connection: Connection, horizons: Mapping[str, str]) -> None:
    """Drop what lies before its indicator's horizon, or is of no use to any rule."""
    await connection.execute(
        """DELETE FROM totals USING (
               SELECT indicator, force, area, breakdown, bucket FROM totals
               LEFT JOIN unnest($1::text[], $2::text[]) AS horizon (name, first)
                   ON name = indicator
               WHERE first IS NULL OR bucket < first
           ) AS gone
           WHERE (totals.indicator, totals.force, totals.area, totals.breakdown, totals.bucket)
               = (gone.indicator, gone.force, gone.area, gone.breakdown, gone.bucket)""",
        list(horizons),
        list(horizons.values()),
    )


async def _move(
    connection: Connection, update: Update, retention: Mapping[str, int], now: datetime
) -> None:
    position, cut = update.applied.position, update.applied.cut
    status = await connection.execute(
        """INSERT INTO position AS stored (log, next_offset, generation, cut, kept, applied_at)
           VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (single) DO UPDATE SET log = excluded.log,
               next_offset = excluded.next_offset, generation = excluded.generation,
               cut = excluded.cut, kept = excluded.kept, applied_at = excluded.applied_at
           WHERE (stored.log, stored.next_offset) IS NOT DISTINCT FROM ($7::text, $8::bigint)""",
        *(position.log, position.offset, cut.generation, cut.model_dump(mode="json")),
        *(dict(retention), now, update.before.log, update.before.offset),
    )
    if status != "INSERT 0 1":
        raise PositionMoved(f"no longer at {update.before.offset} of {update.before.log}")


def _row(fact: TotalFact) -> tuple[object, ...]:
    # JSON keys are text.
    document = {**fact.__dict__, "values": {str(key): n for key, n in fact.values.items()}}
    place = (fact.indicator, fact.force, fact.area, fact.by, fact.bucket)
    return (*place, fact.revision, document)


async def _write_hours(
    connection: Connection, table: str, hours: Iterable[Reconciliation | Arrivals]
) -> None:
    """Keep each hour as it was looked at last."""
    await connection.executemany(
        f"""INSERT INTO {table} AS stored (source, hour, at, fact)
           VALUES ($1, $2, $3, $4)
           ON CONFLICT (source, hour) DO UPDATE SET at = excluded.at, fact = excluded.fact
           WHERE excluded.at > stored.at""",
        [(each.source, each.hour, each.at, each.model_dump(mode="json")) for each in hours],
    )


async def load_hours(connection: Connection) -> ReconciledHours:
    """The stored hours that were reconciled."""
    hours = ReconciledHours()
    rows = await connection.fetch("SELECT fact FROM reconciliations")
    hours.put(Reconciliation.model_validate(row["fact"]) for row in rows)
    return hours


async def load_arrivals(connection: Connection) -> ArrivedHours:
    """The stored arrivals."""
    hours = ArrivedHours()
    rows = await connection.fetch("SELECT fact FROM arrivals")
    hours.put(Arrivals.model_validate(row["fact"]) for row in rows)
    return hours


async def prune_hours(connection: Connection, reconciled: str, arrived: str) -> None:
    """Drop what was reconciled before the one hour, and what arrived before the other."""
    await connection.execute("DELETE FROM reconciliations WHERE hour < $1", reconciled)
    await connection.execute("DELETE FROM arrivals WHERE hour < $1", arrived)
