"""The stored projection, each call in a transaction of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from oversight_alerts.projection.arrivals import ArrivedHours
from oversight_alerts.projection.reconciliations import ReconciledHours
from oversight_alerts.projection.state import AppliedCut, Update
from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.repository import episode_outbox
from oversight_alerts.repository import projection as projection_rows
from oversight_contracts.facts.arrivals import FEED_PACE
from oversight_contracts.facts.reconciliation import UNACCOUNTED
from oversight_runtime.postgres import Pool


@dataclass(frozen=True)
class StoredProjection:
    """A stored projection; ``retention`` is the signature of the retention it was read with."""

    applied: AppliedCut | None = None
    retention: Mapping[str, int] = field(default_factory=dict)
    totals: TotalsStore = field(default_factory=TotalsStore)
    hours: ReconciledHours = field(default_factory=ReconciledHours)
    arrivals: ArrivedHours = field(default_factory=ArrivedHours)


class ProjectionStore(Protocol):
    """The store in which the projection outlives the process."""

    async def load(self) -> StoredProjection:
        """The whole stored projection."""
        ...

    async def apply(self, update: Update, retention: Mapping[str, int], now: datetime) -> None:
        """Write an update with its position. Raises ``PositionMoved``."""
        ...

    async def prune(self, horizons: Mapping[str, str]) -> None:
        """Drop what lies before its indicator's horizon, or is of no use to any rule."""
        ...

    async def publish_again(self) -> None:
        """Have every episode's newest transition published to another cluster."""
        ...


class PostgresProjectionStore:
    """The service's schema."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def load(self) -> StoredProjection:
        """See ``ProjectionStore``."""
        async with self._pool.acquire() as connection, connection.transaction():
            position = await projection_rows.load_position(connection)
            totals = await projection_rows.load_totals(connection)
            hours = await projection_rows.load_hours(connection)
            arrivals = await projection_rows.load_arrivals(connection)
        applied, retention = position or (None, {})
        return StoredProjection(applied, retention, totals, hours, arrivals)

    async def apply(self, update: Update, retention: Mapping[str, int], now: datetime) -> None:
        """See ``ProjectionStore``."""
        async with self._pool.acquire() as connection, connection.transaction():
            await projection_rows.apply(connection, update, retention, now)

    async def prune(self, horizons: Mapping[str, str]) -> None:
        """See ``ProjectionStore``."""
        async with self._pool.acquire() as connection, connection.transaction():
            await projection_rows.prune(connection, horizons)
            first = (horizons[UNACCOUNTED], horizons[FEED_PACE])
            await projection_rows.prune_hours(connection, *first)

    async def publish_again(self) -> None:
        """See ``ProjectionStore``."""
        async with self._pool.acquire() as connection, connection.transaction():
            await episode_outbox.publish_again(connection)
