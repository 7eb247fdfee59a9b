"""A series as the console shows it: its figure now, what it is held against, and how it stands."""

from dataclasses import dataclass
from fractions import Fraction

from oversight_alerts.episodes.pipeline import Decision, SeriesState
from oversight_alerts.rules import formatting
from oversight_alerts.rules.builtin import UNITS
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.breakdowns import in_words, pairs_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.definitions.models.rules import (
    BuiltinRule,
    LevelRule,
    MilestoneRule,
    OutcomeDifferenceRule,
)

NO_FIGURE = "no figure"
# Where a rule says nothing more of why nothing can be said.
_MUTE = {
    Verdict.BELOW_MINIMUM: "fewer cases than the rule's minimum",
    Verdict.NO_VALUE: "nothing was counted to make a figure of",
    Verdict.RECORDS_MISSING: "records are missing",
    Verdict.NOT_RECORDED: "the records do not say it",
    Verdict.NO_BASELINE: "no baseline is set",
    Verdict.FEED_SILENT: "a feed has stopped",
}


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
        where=where(catalogue, decision),
        figure=_figure(catalogue, decision),
        against=against(catalogue, decision),
        window="" if is_of_hours or not window.first else formatting.period(window),
        state=decision.state,
        why=why_mute(decision),
        silenced=decision.silenced,
        episode=episode.id if episode is not None and lasts else "",
    )


def where(catalogue: Catalogue, decision: Decision) -> str:
    """The area and the group of a series, or the source of a feed."""
    series = decision.observation.series
    force = catalogue.forces.get(series.force)
    groups = [in_words(value) for value in pairs_of(series.by).values()]
    if force is None:
        return ", ".join(groups)
    whole = series.area == WHOLE_FORCE or series.area not in force.areas
    return ", ".join(["whole force" if whole else force.areas[series.area].title, *groups])


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
    observation = decision.observation
    if not observation.verdict.silent:
        return ""
    return observation.why_silent or _MUTE[observation.verdict]


def _figure(catalogue: Catalogue, decision: Decision) -> str:
    observation = decision.observation
    value = None if observation.untold else observation.figure.value
    if value is None:
        return NO_FIGURE
    indicator = catalogue.indicators.get(decision.rule.indicator)
    if indicator is not None:
        return formatting.amount(indicator, value)
    unit = UNITS.get(decision.rule.indicator, "")
    return f"{formatting.number(Fraction(value), 0)} {unit}".strip()


def _force(catalogue: Catalogue, force: str) -> str:
    return catalogue.forces[force].title if force in catalogue.forces else force
