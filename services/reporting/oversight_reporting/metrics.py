"""The service's metrics for Prometheus."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from time import perf_counter

from fastapi import FastAPI, Request, Response
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class Metrics:
    """The service's own metrics, in the registry given."""

    def __init__(self, registry: CollectorRegistry, clock: Callable[[], datetime]) -> None:
        self._cut_at: datetime | None = None
        self._clock = clock
        self.facts = Counter(
            "oversight_reporting_facts_applied", "Totals written at cuts", registry=registry
        )
        self.requests = Histogram(
            "oversight_reporting_request_seconds",
            "Time to answer, by route and status",
            ["route", "status"],
            registry=registry,
        )
        self.snapshots = Histogram(
            "oversight_reporting_snapshot_seconds", "Time to freeze a report", registry=registry
        )
        Gauge(
            "oversight_reporting_seconds_since_cut",
            "Age of the figures; not a number before the first cut",
            registry=registry,
        ).set_function(self._age)

    def note_cut(self, at: datetime) -> None:
        """Remember the time of the cut that figures are read as at."""
        self._cut_at = at

    def _age(self) -> float:
        if self._cut_at is None:
            return float("nan")
        return (self._clock() - self._cut_at).total_seconds()


def measure_requests(app: FastAPI, metrics: Metrics) -> None:
    """Time every answer, by the route's pattern and not by the address."""

    @app.middleware("http")
    async def measure(
        request: Request, answer: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        started = perf_counter()
        response = await answer(request)
        route = getattr(request.scope.get("route"), "path", "none")
        metrics.requests.labels(route, str(response.status_code)).observe(perf_counter() - started)
        return response
