"""What ingest tells Prometheus."""

from collections import Counter as Count
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)


class Metrics:
    """Counters of one process, in the registry handed in."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._events = Counter(
            "oversight_ingest_events",
            "Events by kind and outcome: accepted, refused, unknown (not acknowledged), valid",
            ("kind", "outcome"),
            registry=registry,
        )
        self.seconds = Histogram(
            "oversight_ingest_request_seconds",
            "Seconds from a request's head to its answer",
            ("mode", "status"),
            buckets=_SECONDS,
            registry=registry,
        )
        self.bytes = Counter(
            "oversight_ingest_body_bytes",
            "Bytes of bodies as they came over the wire",
            ("mode",),
            registry=registry,
        )
        self.in_flight = Gauge(
            "oversight_ingest_requests_in_flight",
            "Requests being worked on",
            ("mode",),
            registry=registry,
        )
        self.send_seconds = Histogram(
            "oversight_ingest_kafka_send_seconds",
            "Seconds until Kafka acknowledged a record, or was given up",
            buckets=_SECONDS,
            registry=registry,
        )

    def count(self, kinds: Iterable[str | None], outcome: str) -> None:
        """Count events that ended as ``outcome``, each given as its kind."""
        for kind, times in Count(kinds).items():
            self._events.labels(kind or "unreadable", outcome).inc(times)
