"""The metrics that can be asked for, and their labels."""

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from tests.contract.stored.golden_reports import AT

from oversight_alerts.metrics import Metrics as AlertsMetrics
from oversight_indicators.metrics import Metrics as IndicatorsMetrics
from oversight_ingest.metrics import Metrics as IngestMetrics
from oversight_reporting.metrics import Metrics as ReportingMetrics
from oversight_runtime.http.check_metrics import CheckMetrics

Labels = Mapping[str, frozenset[str]]
# What every scrape adds.
TARGET = frozenset({"job", "instance"})
SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}
# What Prometheus itself and the exporter of disks bring.
OTHERS: Labels = {
    "up": TARGET,
    "ALERTS": TARGET | {"alertname", "alertstate", "severity", "check", "source", "mountpoint"},
    "node_filesystem_avail_bytes": TARGET | {"device", "fstype", "mountpoint"},
    "node_filesystem_size_bytes": TARGET | {"device", "fstype", "mountpoint"},
}


def exposed() -> Labels:
    """The labels of every metric, by the name that a query asks for."""
    registry = CollectorRegistry()
    CheckMetrics(registry)
    IngestMetrics(registry)
    IndicatorsMetrics(registry)
    AlertsMetrics(registry)
    ReportingMetrics(registry, lambda: AT)
    return {**OTHERS, **dict(_of(registry))}


def _of(registry: CollectorRegistry) -> Iterator[tuple[str, frozenset[str]]]:
    # There is no public way to a metric's labels before it has values.
    for collector in registry._collector_to_names:
        for metric in collector.collect():
            yield from _samples(metric, collector)


def _samples(metric: Metric, collector: Collector) -> Iterator[tuple[str, frozenset[str]]]:
    labels = TARGET | frozenset(getattr(collector, "_labelnames", ()))
    for suffix in SUFFIXES.get(metric.type, ("",)):
        yield metric.name + suffix, labels | ({"le"} if suffix == "_bucket" else frozenset())
