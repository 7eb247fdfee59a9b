"""Metrics that every service has: what it depends on, and its process."""

from prometheus_client import CollectorRegistry, Gauge
from prometheus_client.process_collector import ProcessCollector


class CheckMetrics:
    """The outcomes of ``/readyz`` as gauges, and the process's own start, memory and files.

    A broker or a database that is away is told of by whoever waits for it.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._well = Gauge(
            "oversight_check_well",
            "1 where a check of /readyz went well at this scrape, 0 where it did not",
            ["check"],
            registry=registry,
        )
        ProcessCollector(registry=registry)

    def note(self, check: str, *, well: bool) -> None:
        """Note the outcome of the check of this name."""
        self._well.labels(check).set(well)
