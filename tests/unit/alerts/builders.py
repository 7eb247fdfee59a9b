"""Builders for what the alerts service reads: facts, observations, rules."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import count
from pathlib import Path

from oversight_alerts.episodes.lifecycle import Episode, State, Transition
from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.rules.verdict import Verdict
from oversight_alerts.threads.key import ThreadKey, subject_of
from oversight_alerts.threads.thread import Member, PendingNotification, Thread, ThreadEmail
from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.rules import LimitRule
from oversight_contracts.facts.arrivals import ArrivalCount, Arrivals
from oversight_contracts.facts.episode import EpisodeFact
from oversight_contracts.facts.facts import Cut, Position, TotalFact
from oversight_contracts.facts.reconciliation import Reconciliation
from oversight_contracts.figures.figure import Figure
from oversight_contracts.time_buckets import bucket_of_hour
from oversight_contracts.windows import BucketRange

DEFINITIONS = Path(__file__).parents[3] / "shared" / "definitions"
# A Tuesday in summer time: 15:02 in London.
NOW = datetime(2026, 7, 14, 14, 2, tzinfo=UTC)
GENERATION = 1_000


@cache
def shipped() -> Catalogue:
    """The definitions that the product ships."""
    return load_catalogue(DEFINITIONS)


@dataclass
class Clock:
    """A clock that a test sets."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


def numbered(prefix: str = "e") -> Callable[[], str]:
    """Ids e1, e2, ..."""
    numbers = count(1)
    return lambda: f"{prefix}{next(numbers)}"


def total(
    n: int,
    of: int = 0,
    pending: int = 0,
    *,
    indicator: str = "response.within-target",
    area: str = "force",
    by: str = "grade=priority-2",
    bucket: str = "2026-07-13T10",
    revision: int = 1,
    generation: int = GENERATION,
    force: str = "west-midlands",
) -> TotalFact:
    """One total; by default of priority 2 responses, in an hour of the day before."""
    return TotalFact(
        generation=generation,
        revision=revision,
        indicator=indicator,
        force=force,
        area=area,
        by=by,
        bucket=bucket,
        n=n,
        of=of,
        pending=pending,
    )


def cut(
    *,
    generation: int = GENERATION,
    complete: bool = True,
    at: datetime = NOW,
    offset: int = 1,
    definitions: str | None = None,
) -> Cut:
    """A cut of one source partition, by default of the definitions that the product ships."""
    positions = (Position(partition=0, log="events", offset=offset),)
    return Cut(
        generation=generation,
        complete=complete,
        definitions=definitions or shipped().counting_hash,
        positions=positions,
        at=at,
    )


def totals(*facts: TotalFact) -> TotalsStore:
    """Totals in memory."""
    held = TotalsStore()
    held.put(facts)
    return held


def fed(indicator: str, first: date, last: date, n: int = 1) -> list[TotalFact]:
    """A total of the whole force on each day, both ends included: its kind of record is fed."""
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    return [total(n, n, indicator=indicator, by="", bucket=f"{day}") for day in days]


@dataclass
class RuleBuilder:
    """A limit rule, below 65 by default; each field can be given another value."""

    fields: dict[str, object] = field(default_factory=dict)

    def __call__(self, **changes: object) -> LimitRule:
        fields: dict[str, object] = {
            "id": "r",
            "title": "Response has fallen",
            "advice": "Ask.",
            "kind": "limit",
            "severity": "warning",
            "indicator": "response.within-target",
            "by": "grade=priority-2",
            "window": 1,
            "when": "below",
            "threshold": 65,
            "minimum": 60,
        }
        return LimitRule.model_validate({**fields, **self.fields, **changes})


rule = RuleBuilder()
SERIES = RuleSeries("r", "west-midlands", "force", "grade=priority-2")
WINDOW = BucketRange("2026-07-12T23", "2026-07-13T23")


def observation(
    value: int | float | None,
    verdict: Verdict = Verdict.BROKEN,
    *,
    recovered: bool = False,
    sample: int = 100,
) -> Observation:
    """A figure as a rule reads it."""
    exact = None if value is None else Fraction(Decimal(str(value)))
    return Observation(SERIES, WINDOW, Figure(exact, 0, sample), sample, verdict, recovered)


def episode(
    *,
    state: State = "open",
    last_notified_value: Fraction | None = Fraction(60),
    generation: int = GENERATION,
) -> Episode:
    """An open episode that was mailed at 60."""
    return Episode("e1", SERIES, 1, state, NOW, NOW, generation, last_notified_value)


def hours(first: int, last: int, day: str = "2026-07-13") -> Iterator[str]:
    """The names of hour buckets."""
    return (f"{day}T{hour:02d}" for hour in range(first, last + 1))


def heard(start: datetime, source: str = "urn:feed") -> Reconciliation:
    """The hour from ``start`` on, in which events of a source arrived."""
    return hour("T09", source=source).model_copy(update={"hour": bucket_of_hour(start)})


def hour(
    name: str,
    *,
    events: int | None = 100,
    counted: int = 100,
    source: str = "urn:feed",
    at: datetime = NOW,
) -> Reconciliation:
    """An hour of 14 July, ``T09`` say, as it was compared."""
    return Reconciliation(
        source=source,
        hour=f"2026-07-14{name}",
        events=events,
        counted=counted,
        duplicate=0,
        superseded=0,
        conflict=0,
        dead_lettered=0,
        at=at,
    )


def arrived(
    start: datetime, source: str = "urn:feed", at: datetime = NOW, **stages: int
) -> Arrivals:
    """What came in the hour from ``start`` on: of incidents by stage, and ``crime_recorded``."""
    counts = [
        ArrivalCount(
            force="west-midlands",
            kind=name.partition("_")[0] if "_" in name else "incident",
            stage=name.rpartition("_")[2],
            events=events,
        )
        for name, events in stages.items()
        if events
    ]
    return Arrivals(source=source, hour=bucket_of_hour(start), counts=tuple(counts), at=at)


def fact_of(
    one: Episode, *, severity: str = "warning", title: str = "Response has fallen"
) -> EpisodeFact:
    """What is published of an episode."""
    transition = "resolved" if one.state == "resolved" else "opened"
    return EpisodeFact.model_validate(
        {
            **{"id": one.id, "revision": one.revision, "rule": one.series.rule, "title": title},
            **{"severity": severity, "state": one.state, "transition": transition},
            **{"indicator": "response.within-target", "force": one.series.force},
            **{"area": one.series.area, "by": one.series.by, "value": 58.3, "threshold": 65},
            **{"lower": None, "upper": None, "numerator": 350, "denominator": 600},
            **{"window_from": WINDOW.first, "window_to": WINDOW.end},
            **{"opened_at": one.opened_at, "changed_at": one.changed_at},
            **{"resolved_at": one.resolved_at, "acknowledged_by": one.acknowledged_by},
        }
    )


def member(
    name: str = "e1",
    *awaits: Transition,
    told: bool = False,
    state: State = "open",
    severity: str = "warning",
    area: str = "force",
    opened_at: datetime = NOW,
    ended_at: datetime | None = None,
) -> Member:
    """An episode of a thread; ``awaits`` are the transitions that are to be told of."""
    series = replace(SERIES, area=area)
    resolved_at = (ended_at or NOW) if state == "resolved" else None
    one = Episode(name, series, 1, state, opened_at, opened_at, GENERATION, None, resolved_at)
    pending = tuple(
        PendingNotification(100 * int(name[1:]) + number, transition)
        for number, transition in enumerate(awaits)
    )
    return Member(one, fact_of(one, severity=severity), told, pending)


def thread(*members: Member, emails: Sequence[ThreadEmail] = ()) -> Thread:
    """A thread of these."""
    key = ThreadKey("west-midlands", "priority-2-response")
    severe = any(each.fact.severity == "critical" for each in members)
    severity = "critical" if severe else "warning"
    subject = subject_of(shipped(), key, severity)
    return Thread("te1", key, severity, subject, NOW, tuple(members), tuple(emails))
