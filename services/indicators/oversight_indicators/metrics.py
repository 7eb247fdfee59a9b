"""Prometheus metrics: outcomes, batches, lag, publishing, reconciliation, backups."""

from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from oversight_indicators.events.reconciliation import Reconciled
from oversight_indicators.events.revisions import Outcome

_SIZES = (1, 10, 100, 1_000, 5_000, 10_000, 20_000, 50_000)
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The service's metrics, in a registry that is handed in."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._events = Counter(
            "oversight_indicators_events", "Events by outcome", ["outcome"], registry=registry
        )
        for outcome in Outcome:
            self._events.labels(outcome)
        self._batch_events = Histogram(
            "oversight_indicators_batch_events",
            "Events counted in one transaction",
            buckets=_SIZES,
            registry=registry,
        )
        self.transaction_seconds = Histogram(
            "oversight_indicators_transaction_seconds",
            "Time of a transaction, from begin to commit",
            buckets=_SECONDS,
            registry=registry,
        )
        self.lag = Gauge(
            "oversight_indicators_lag_records",
            "Kafka records not counted yet, over all partitions",
            registry=registry,
        )
        self.facts = Counter(
            "oversight_indicators_facts", "Facts published, cuts apart", registry=registry
        )
        self.cuts = Counter("oversight_indicators_cuts", "Cuts published", registry=registry)
        self.cut_at = Gauge(
            "oversight_indicators_cut_seconds",
            "Unix time of the newest cut published; 0 before the first",
            registry=registry,
        )
        self.publish_seconds = Histogram(
            "oversight_indicators_publish_seconds",
            "Time from reading what is behind to the cut being durable",
            buckets=_SECONDS,
            registry=registry,
        )
        self.unpublished = Gauge(
            "oversight_indicators_unpublished_totals",
            "Totals that were behind when last looked at",
            registry=registry,
        )

        self.backed_up = Gauge(
            "oversight_indicators_backed_up_seconds",
            "Unix time as at which the newest backup noted is; 0 before the first",
            registry=registry,
        )
        self._hours_reconciled = Counter(
            "oversight_indicators_hours_reconciled",
            "Hours of a source whose events in the log were held against their outcomes",
            registry=registry,
        )
        self._reconciled_until = Gauge(
            "oversight_indicators_reconciled_until_seconds",
            "Unix time up to which every hour is over, counted and compared",
            registry=registry,
        )
        self._different = Gauge(
            "oversight_indicators_events_different",
            "Events of the last 7 days that have no outcome, or outcomes that are too many",
            ["source"],
            registry=registry,
        )
        self._hour_in_log = Gauge(
            "oversight_indicators_hour_events_in_log",
            "Events of a source in the newest hour compared, as the log has them",
            ["source"],
            registry=registry,
        )
        self._hour_events = Gauge(
            "oversight_indicators_hour_events",
            "Events of a source in the newest hour compared, by what became of them",
            ["source", "outcome"],
            registry=registry,
        )

    def reconciled(
        self,
        newest: int,
        settled: int,
        compared: Iterable[Reconciled],
        different: Mapping[str, int],
    ) -> None:
        """Note one comparison up to the hour ``newest``; ``settled`` source-hours are new in it.

        ``different`` is how many events differ, by source.
        """
        self._hours_reconciled.inc(settled)
        self._reconciled_until.set((newest + 1) * 3600)
        # A source that is not heard of any more is not told of for ever.
        for gauge in (self._different, self._hour_in_log, self._hour_events):
            gauge.clear()
        for source, events in different.items():
            self._different.labels(source).set(events)
        for each in compared:
            if each.source_hour.hour == newest:
                self._set_hour(each)

    def _set_hour(self, hour: Reconciled) -> None:
        source = hour.source_hour.source
        if hour.events is not None:
            self._hour_in_log.labels(source).set(hour.events)
        for outcome, events in hour.outcomes.items():
            self._hour_events.labels(source, outcome).set(events)

    def counted(self, outcomes: Mapping[Outcome, int], events: int) -> None:
        """Note one committed batch."""
        self._batch_events.observe(events)
        for outcome, count in outcomes.items():
            self._events.labels(outcome).inc(count)
