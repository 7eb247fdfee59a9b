"""A series as the console shows it: its figure now, what it is held against, and how it stands."""

from dataclasses import dataclass

from oversight_alerts.digest import judged
from oversight_alerts.email.figures import NO_FIGURE, amount_of, place_of
from oversight_alerts.episodes.pipeline import Decision, SeriesState
from oversight_alerts.rules import formatting
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import (
    BuiltinRule,
    LevelRule,
    MilestoneRule,
    OutcomeDifferenceRule,
)


@dataclass(frozen=True)
class SeriesNow:
    """One series at the last evaluation, in words; ``why`` says why it is mute, else nothing."""

    force: str
    where: str
    figure: str
    against: str
    window: str
    state: SeriesState
    why: str
    silenced: bool
    episode: str


def series_now(catalogue: Catalogue, decision: Decision) -> SeriesNow:
    """How a series stands, in words."""
    observation = decision.observation
    episode = decision.step.state.episode
    lasts = episode is not None and episode.state != "resolved"
    window, is_of_hours = observation.window, isinstance(decision.rule, BuiltinRule)
    return SeriesNow(
        force=_force(catalogue, observation.series.force),
        where=place_of(catalogue, observation.series),
        figure=_figure(catalogue, decision),
        against=against(catalogue, decision),
        window="" if is_of_hours or not window.first else formatting.period(window),
        state=decision.state,
        why=why_mute(decision),
        silenced=decision.silenced,
        episode=episode.id if episode is not None and lasts else "",
    )


def against(catalogue: Catalogue, decision: Decision) -> str:
    """What the figure is held against: ``limit 65%``, ``usual 78.1%``, ``course 46,200``."""
    rule, limit = decision.rule, decision.observation.limit
    indicator = catalogue.indicators.get(rule.indicator)
    if indicator is None:
        return "" if limit is None else f"limit {formatting.number(limit, 0)}"
    if isinstance(rule, LevelRule):
        return f"limit {formatting.short_limit(indicator, rule.threshold)}"
    if limit is None:
        return ""
    word = "course" if isinstance(rule, MilestoneRule) else "usual"
    if isinstance(rule, OutcomeDifferenceRule):
        word = "limit"
    return f"{word} {formatting.brief(indicator, limit)}"


def why_mute(decision: Decision) -> str:
    """Why nothing can be said of a series; empty where something can."""
    if not decision.observation.verdict.silent:
        return ""
    return judged.why_mute(decision.rule, decision.observation)


def _figure(catalogue: Catalogue, decision: Decision) -> str:
    observation = decision.observation
    value = None if observation.untold else observation.figure.value
    if value is None:
        return NO_FIGURE
    return amount_of(catalogue, decision.rule.indicator, value)


def _force(catalogue: Catalogue, force: str) -> str:
    return catalogue.forces[force].title if force in catalogue.forces else force
