"""Alerts as the console lists them: by thread, what lasts first, then what ended lately."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from oversight_alerts.console.series import against, why_mute
from oversight_alerts.email.figures import figure_of, place_of
from oversight_alerts.episodes.pipeline import Decision
from oversight_alerts.rules import formatting
from oversight_alerts.rules.series import RuleSeries, series_of
from oversight_alerts.threads.key import title_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.facts.episode import END_REASONS, EpisodeFact

Decisions = Mapping[RuleSeries, Decision]


@dataclass(frozen=True)
class AlertLine:
    """An alert in a list, in words. ``mute`` says why it cannot be judged now, else nothing."""

    id: str
    title: str
    where: str
    severity: str
    figure: str
    against: str
    course: str
    mute: str
    acknowledged_by: str
    silenced: bool


@dataclass(frozen=True)
class ThreadLines:
    """The alerts of one question in one force (or of one source)."""

    title: str
    alerts: Sequence[AlertLine]

    @property
    def critical(self) -> bool:
        """True where any of them is critical."""
        return any(each.severity == "critical" for each in self.alerts)


def threads_of(
    catalogue: Catalogue, facts: Iterable[EpisodeFact], decisions: Decisions, now: datetime
) -> list[ThreadLines]:
    """Alerts by thread, those with something critical first, the most urgent of each first."""
    grouped: dict[tuple[str, str], list[EpisodeFact]] = {}
    for fact in sorted(facts, key=_urgency):
        grouped.setdefault((fact.force or fact.by, fact.thread or fact.rule), []).append(fact)
    lines = [
        ThreadLines(
            _thread_title(catalogue, own[0]),
            [line_of(catalogue, each, decisions, now) for each in own],
        )
        for own in grouped.values()
    ]
    return sorted(lines, key=lambda each: not each.critical)


def line_of(
    catalogue: Catalogue, fact: EpisodeFact, decisions: Decisions, now: datetime
) -> AlertLine:
    """An alert, with its figure now where it lasts."""
    lasts = fact.state != "resolved"
    decision = decisions.get(series_of(fact)) if lasts else None
    observation = None if decision is None else decision.observation
    return AlertLine(
        id=fact.id,
        title=fact.title,
        where=place_of(catalogue, fact),
        severity=fact.severity,
        figure=figure_of(catalogue, fact, observation),
        against="" if decision is None else against(catalogue, decision),
        course=_course(fact, now),
        mute="" if decision is None else why_mute(decision),
        acknowledged_by=fact.acknowledged_by or "",
        silenced=decision is not None and decision.silenced,
    )


def _urgency(fact: EpisodeFact) -> tuple[bool, bool, datetime, str]:
    """What is critical first, then the whole force, then what began earlier."""
    return fact.severity != "critical", fact.area != WHOLE_FORCE, fact.opened_at, fact.rule


def _thread_title(catalogue: Catalogue, fact: EpisodeFact) -> str:
    what = title_of(fact.thread or fact.rule)
    force = catalogue.forces.get(fact.force)
    return f"{what}, {force.title if force else place_of(catalogue, fact)}"


def _course(fact: EpisodeFact, now: datetime) -> str:
    if fact.resolved_at is None:
        lasts = formatting.lasting(now - fact.opened_at)
        return f"since {formatting.moment(fact.opened_at)} ({lasts})"
    why = END_REASONS.get(fact.end_reason or "", fact.end_reason or "over")
    lasted = formatting.lasting(fact.resolved_at - fact.opened_at)
    return f"{formatting.moment(fact.resolved_at)}, after {lasted}: {why}"
