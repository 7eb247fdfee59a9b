"""The Prometheus metrics of the service."""

from collections.abc import Callable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

NOTIFICATION_OUTCOMES = (
    *("queued", "delivered", "failed", "withheld", "refused"),
    *("undeliverable", "folded"),
)


class Metrics:
    """The service's metrics, in the registry it is given."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.episodes = Gauge(
            "oversight_alerts_episodes", "Episodes by state", ["state"], registry=registry
        )
        self.notifications = Counter(
            "oversight_alerts_notifications",
            "E-mails queued, delivered, failed (to be tried again) or undeliverable (refused to "
            "everyone for good), and refused: those others have, of which the server refused a "
            "recipient; transitions withheld (told to nobody) or folded (told by a later e-mail, "
            "or by none, as things stood by then)",
            ["outcome"],
            registry=registry,
        )
        # There from the start: what appears with its first e-mail is no rise to whoever watches.
        for outcome in NOTIFICATION_OUTCOMES:
            self.notifications.labels(outcome)
        self.decisions = Counter(
            "oversight_alerts_decisions",
            "Watches evaluated, by transition or the reason why there was none",
            ["outcome"],
            registry=registry,
        )
        self.evaluation = Histogram(
            "oversight_alerts_evaluation_seconds",
            "Time to evaluate all rules and record what changed",
            registry=registry,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
        )
        self.cut_age = Gauge(
            "oversight_alerts_cut_age_seconds",
            "Seconds since the totals of the last applied cut were read",
            registry=registry,
        )
        self.behind = Gauge(
            "oversight_alerts_behind_records", "Fact records not read yet", registry=registry
        )
        self.outbox_waiting = Gauge(
            "oversight_alerts_outbox_letters", "E-mails that wait", registry=registry
        )
        self.outbox_age = Gauge(
            "oversight_alerts_outbox_age_seconds",
            "Seconds that the oldest waiting e-mail has waited; 0 where none waits",
            registry=registry,
        )
        self.refused = Gauge(
            "oversight_alerts_refused_letters",
            "E-mails that everyone was refused, of alerts that nobody has acknowledged",
            registry=registry,
        )
        self.digest_delivered = Gauge(
            "oversight_alerts_digest_timestamp_seconds",
            "When the last digest was handed to the mail server, in seconds since 1970; 0 before",
            registry=registry,
        )
        self.digest_due = Gauge(
            "oversight_alerts_digest_due_timestamp_seconds",
            "When the newest digest was due, in seconds since 1970; 0 where none has been yet",
            registry=registry,
        )
        self.failures = Counter(
            "oversight_alerts_task_failures", "Tasks begun again", ["task"], registry=registry
        )

    def read_gauges(self, cut_age: Callable[[], float], behind: Callable[[], float]) -> None:
        """Register the callbacks that are read at each scrape."""
        self.cut_age.set_function(cut_age)
        self.behind.set_function(behind)

    def digest_times(self, due: datetime | None, delivered: datetime | None) -> None:
        """Set when the newest digest was due, and when the last was handed over."""
        self.digest_due.set(due.timestamp() if due else 0)
        self.digest_delivered.set(delivered.timestamp() if delivered else 0)

    def task_failed(self, task: str) -> None:
        """Count a failure of the background task of this name."""
        self.failures.labels(task).inc()
