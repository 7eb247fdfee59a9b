"""The parts of the service once it has started, and whether they are well."""

from dataclasses import dataclass

from oversight_alerts.connections import Clients
from oversight_alerts.web.backtest_service import BacktestService
from oversight_alerts.web.service import AlertService
from oversight_alerts.worker.background import BackgroundTasks
from oversight_contracts.topics import ALERTS
from oversight_runtime.http.health import Check, Warn
from oversight_runtime.http.problems import Problem


@dataclass(frozen=True)
class Services:
    """The parts of a running service."""

    clients: Clients
    tasks: BackgroundTasks
    service: AlertService
    backtests: BacktestService


class Started:
    """The parts once the application has started."""

    def __init__(self) -> None:
        self._parts: Services | None = None

    @property
    def parts(self) -> Services:
        """Raises a 503 problem before the start, which only a client in this process can see."""
        if self._parts is None:
            raise Problem(503, "starting", headers={"Retry-After": "1"})
        return self._parts

    def service(self) -> AlertService:
        """The application service."""
        return self.parts.service

    def backtests(self) -> BacktestService:
        """The back-tests on record."""
        return self.parts.backtests

    def set(self, parts: Services) -> None:
        """The application has started."""
        self._parts = parts


def warnings(running: Started) -> dict[str, Warn]:
    """The warnings of ``/readyz``: the service goes on, but somebody has to be told otherwise."""

    def mail() -> str | None:
        return running.parts.tasks.refused_mail()

    return {"mail": mail}


def checks(running: Started) -> dict[str, Check]:
    """The checks of ``/readyz``; mail is left out, since alerts are kept while it is away."""

    async def database() -> str | None:
        await running.parts.clients.pool.fetchval("SELECT 1")
        return None

    async def kafka() -> str | None:
        return await running.parts.clients.publisher.check(ALERTS.name)

    async def projection() -> str | None:
        return running.parts.tasks.unwell()

    return {"database": database, "kafka": kafka, "projection": projection}
