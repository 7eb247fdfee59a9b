"""The status of every rule as at the last evaluation, as the API answers it."""

from collections import defaultdict
from collections.abc import Iterable

from oversight_alerts.episodes.pipeline import Decision
from oversight_alerts.rules import formatting
from oversight_alerts.rules.builtin import RULES, UNITS
from oversight_alerts.web.views import RuleView, WatchView
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import Rule
from oversight_contracts.figures.figure import Figure

NO_FIGURE = Figure(None, 0)


def rule_views(catalogue: Catalogue, decisions: Iterable[Decision]) -> list[RuleView]:
    """Every rule, those that were not evaluated yet with no series."""
    by_rule: dict[str, list[WatchView]] = defaultdict(list)
    for decision in decisions:
        by_rule[decision.rule.id].append(_series(decision))
    defined = {name: indicator.unit for name, indicator in catalogue.indicators.items()}
    units = {**defined, **UNITS}
    return [
        _rule(rule, units[rule.indicator], by_rule[rule.id])
        for rule in (*catalogue.rules.values(), *RULES)
    ]


def _rule(rule: Rule, unit: str, series: list[WatchView]) -> RuleView:
    return RuleView(
        id=rule.id,
        title=rule.title,
        severity=rule.severity,
        kind=rule.kind,
        indicator=rule.indicator,
        unit=unit,
        threshold=float(rule.threshold),
        resolve_at=None if rule.resolve_at is None else float(rule.resolve_at),
        worse_by=None if rule.worse_by is None else float(rule.worse_by),
        minimum=rule.minimum,
        certain=rule.certain,
        window=formatting.span(rule.window),
        hold=formatting.span(rule.hold) if rule.hold else "",
        advice=" ".join(rule.advice.split()),
        series=tuple(series),
    )


def _series(decision: Decision) -> WatchView:
    observation, episode = decision.observation, decision.step.state.episode
    # Nothing of nothing is no zero.
    figure = NO_FIGURE if observation.untold else observation.figure
    unresolved = episode if episode is not None and episode.state != "resolved" else None
    return WatchView(
        force=observation.series.force,
        area=observation.series.area,
        by=observation.series.by,
        state="silent" if unresolved is None else unresolved.state,
        reason=str(decision.step.outcome),
        verdict=observation.verdict.value,
        missing=observation.untold or observation.lacks,
        silenced=decision.silenced,
        episode=None if unresolved is None else unresolved.id,
        value=None if figure.value is None else float(figure.value),
        lower=figure.interval.lower,
        upper=figure.interval.upper,
        numerator=None if observation.untold else figure.numerator,
        denominator=figure.denominator,
        pending=figure.pending,
        sample=observation.sample,
        window_from=observation.window.first,
        window_to=observation.window.end,
    )
