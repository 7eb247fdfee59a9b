"""Prometheus metrics of ingest."""

from collections import Counter as Count
from collections.abc import Iterable
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)


class Metrics:
    """Counters of one process, in the registry handed in.

    ``seconds`` (mode, status), ``bytes`` and ``in_flight`` (mode) give the counter of their labels.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        # Labels are few, and finding a counter by them costs more than counting.
        self._events = cache(_events(registry).labels)
        self.seconds = cache(_seconds(registry).labels)
        self.bytes = cache(_bytes(registry).labels)
        self.in_flight = cache(_in_flight(registry).labels)
        self.send_seconds = Histogram(
            "oversight_ingest_kafka_send_seconds",
            "Seconds until Kafka acknowledged a record, or was given up",
            buckets=_BUCKETS,
            registry=registry,
        )

    def count(self, kinds: Iterable[str | None], outcome: str) -> None:
        """Count events that ended as ``outcome``, each given as its kind."""
        for kind, times in Count(kinds).items():
            self._events(kind or "unreadable", outcome).inc(times)


def _events(registry: CollectorRegistry) -> Counter:
    return Counter(
        "oversight_ingest_events",
        "Events by kind and outcome: accepted, refused, unknown (not acknowledged)",
        ("kind", "outcome"),
        registry=registry,
    )


def _seconds(registry: CollectorRegistry) -> Histogram:
    return Histogram(
        "oversight_ingest_request_seconds",
        "Seconds from a request's head to its answer",
        ("mode", "status"),
        buckets=_BUCKETS,
        registry=registry,
    )


def _bytes(registry: CollectorRegistry) -> Counter:
    return Counter(
        "oversight_ingest_body_bytes",
        "Bytes of bodies as they came over the wire",
        ("mode",),
        registry=registry,
    )


def _in_flight(registry: CollectorRegistry) -> Gauge:
    return Gauge(
        "oversight_ingest_requests_in_flight",
        "Requests being worked on",
        ("mode",),
        registry=registry,
    )
