"""The rule that ships with the service: events in the log and their outcomes have to agree. Pure.

It is judged by hour and source, not over a window, so it stands in no definitions file.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from oversight_alerts.projection.reconciliations import ReconciledHours
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.definitions.models.rules import BuiltinRule
from oversight_contracts.facts.reconciliation import UNACCOUNTED, Reconciliation
from oversight_contracts.figures.figure import Figure
from oversight_contracts.time_buckets import bucket_of_hour
from oversight_contracts.windows import HOUR, BucketRange

# A source whose events name none; no feed can be called so.
UNREADABLE = "(unreadable)"
# How far back hours are looked at: a load of an old log mails nobody.
LOOKED_AT = timedelta(days=7)
RULE = BuiltinRule.model_validate(
    {
        "id": "events-accounted-for",
        "kind": "reconciliation",
        "title": "Events in the log and their outcomes do not agree",
        "advice": "Run `oversight verify`: it tells whether the figures are right. Do not publish "
        "figures of this source before it is known what became of the events.",
        "severity": "critical",
        "indicator": UNACCOUNTED,
        "window": "7 days",
        "threshold": 0,
        "minimum": 1,
    }
)


def observe_unaccounted_events(hours: ReconciledHours, now: datetime) -> Iterator[Observation]:
    """The unaccounted events of each source."""
    first = bucket_of_hour(now - LOOKED_AT)
    for source, known in hours.by_source():
        own = [each for each in known if each.hour >= first]
        if own:
            series = RuleSeries(RULE.id, "", "", f"source={source or UNREADABLE}")
            yield _observation(series, own)


def unhealed(hours: Sequence[Reconciliation]) -> list[Reconciliation]:
    """The hours that differ, and after which no later hour was found clean since."""
    return [each for each in hours if each.difference and not _healed(each, hours)]


def _healed(wrong: Reconciliation, hours: Iterable[Reconciliation]) -> bool:
    # Of what is compared at once, a clean hour is no sign that it has ended.
    return any(
        each.difference == 0 and each.hour > wrong.hour and each.at > wrong.at for each in hours
    )


def _observation(series: RuleSeries, hours: Sequence[Reconciliation]) -> Observation:
    wrong = unhealed(hours)
    shown = wrong or hours[-1:]
    different = sum(abs(each.difference) for each in wrong)
    figure = Figure(
        Fraction(different),
        sum(each.outcomes for each in shown),
        sum(each.outcomes if each.events is None else each.events for each in shown),
    )
    return Observation(
        series=series,
        window=BucketRange(shown[0].hour, bucket_of_hour(shown[-1].starts + HOUR)),
        figure=figure,
        sample=1,
        verdict=Verdict.BROKEN if wrong else Verdict.WITHIN_LIMIT,
        recovered=not wrong,
        limit=Fraction(0),
    )
