"""The back-tests on record behind the API: each request is one transaction."""

from collections.abc import Callable
from datetime import datetime

from oversight_alerts.repository import backtests
from oversight_alerts.repository.backtests import RecordedBacktest
from oversight_alerts.web.backtest_views import (
    BacktestRequest,
    BacktestSummary,
    BacktestsView,
    BacktestView,
)
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import counted_forces
from oversight_runtime.http.problems import Problem
from oversight_runtime.postgres import Pool


class BacktestService:
    """Keeps back-tests, and has the rules that were tried open alerts from then on."""

    def __init__(
        self,
        catalogue: Catalogue,
        pool: Pool,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        reevaluate: Callable[[], None],
    ) -> None:
        self._catalogue, self._pool = catalogue, pool
        self._clock, self._new_id, self._reevaluate = clock, new_id, reevaluate

    async def record(self, request: BacktestRequest, who: str) -> BacktestView:
        """Put a back-test on record. Raises a 422 problem that names the field at fault."""
        if request.force not in counted_forces(self._catalogue.forces):
            errors = [{"field": "force", "reason": f"no force {request.force}"}]
            raise Problem(422, "the request is not valid", errors=errors)
        now, tried = self._clock(), request.sets[-1].rules
        hashes = {(name, request.force): each.content_hash for name, each in tried.items()}
        recorded = RecordedBacktest(
            self._new_id(),
            **request.model_dump(exclude={"by", "sets"}),
            recorded_by=who,
            recorded_at=now,
            sets=[each.model_dump(mode="json") for each in request.sets],
        )
        async with self._pool.acquire() as connection, connection.transaction():
            await backtests.add(connection, recorded)
            await backtests.allow(connection, hashes, recorded.id, now)
        self._reevaluate()
        return BacktestView.of(recorded)

    async def backtests(self) -> BacktestsView:
        """Those on record, the newest first."""
        async with self._pool.acquire() as connection, connection.transaction():
            found = await backtests.newest(connection)
        return BacktestsView(backtests=tuple(map(BacktestSummary.model_validate, found)))

    async def backtest(self, name: str) -> BacktestView:
        """One of them. Raises a 404 problem."""
        async with self._pool.acquire() as connection, connection.transaction():
            found = await backtests.read(connection, name)
        if found is None:
            raise Problem(404, "not found", f"no back-test {name} is on record")
        return BacktestView.of(found)
