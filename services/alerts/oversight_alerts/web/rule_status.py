"""The status of every rule as at the last evaluation, as the API answers it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from oversight_alerts.episodes.pipeline import Decision
from oversight_alerts.rules import formatting
from oversight_alerts.rules.builtin import RULES, UNITS
from oversight_alerts.rules.kinds import RULE_KINDS
from oversight_alerts.rules.observation import Observation
from oversight_alerts.web.views import BaselineView, RuleView, VolumesView, WatchView
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import (
    BuiltinRule,
    Rule,
    WindowRule,
    thread_of,
)
from oversight_contracts.figures.figure import Figure

NO_FIGURE = Figure(None, 0)


Hashes = Mapping[tuple[str, str], str]
"""The content hash of each rule in each force."""
NO_HASHES: Hashes = {}


def rule_views(
    catalogue: Catalogue, decisions: Iterable[Decision], hashes: Hashes = NO_HASHES
) -> list[RuleView]:
    """Every rule, those that were not evaluated yet with no series."""
    by_rule: dict[str, list[WatchView]] = defaultdict(list)
    for decision in decisions:
        by_rule[decision.rule.id].append(_series(decision))
    defined = {name: indicator.unit for name, indicator in catalogue.indicators.items()}
    units = {**defined, **UNITS}
    by_force: dict[str, dict[str, str]] = defaultdict(dict)
    for (name, force), each in hashes.items():
        by_force[name][force] = each
    return [
        _rule(catalogue, rule, units[rule.indicator], by_force[rule.id], by_rule[rule.id])
        for rule in (*catalogue.rules.values(), *RULES)
    ]


def _rule(
    catalogue: Catalogue,
    rule: Rule,
    unit: str,
    hashes: Mapping[str, str],
    series: list[WatchView],
) -> RuleView:
    defined = catalogue.indicators.get(rule.indicator)
    terms = RULE_KINDS[rule.kind].terms(rule, defined) if defined else ""
    return RuleView(
        id=rule.id,
        title=rule.title,
        question=rule.question,
        thread=thread_of(rule),
        severity=rule.severity,
        kind=rule.kind,
        indicator=rule.indicator,
        unit=unit,
        threshold=float(rule.threshold) if isinstance(rule, WindowRule | BuiltinRule) else None,
        worse_by=None if rule.worse_by is None else float(rule.worse_by),
        minimum=rule.minimum,
        terms=terms,
        hold=formatting.span(rule.hold) if rule.hold else "",
        advice=" ".join(rule.advice.split()),
        content_hashes=hashes,
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
        state=decision.state,
        reason=str(decision.step.outcome),
        verdict=observation.verdict.value,
        missing=observation.why_silent,
        on_trial=None if observation.tried is None else observation.tried.value,
        silenced=decision.silenced,
        episode=None if unresolved is None else unresolved.id,
        value=None if figure.value is None else float(figure.value),
        lower=figure.interval.lower,
        upper=figure.interval.upper,
        numerator=None if observation.untold else figure.numerator,
        denominator=figure.denominator,
        pending=figure.pending,
        sample=observation.sample,
        limit=None if observation.limit is None else float(observation.limit),
        began=observation.began,
        baseline=_baseline(observation),
        window_from=observation.window.first,
        window_to=observation.window.end,
        volumes=_volumes(observation),
    )


def _volumes(observation: Observation) -> VolumesView | None:
    volumes = observation.volumes
    return None if volumes is None else VolumesView(**volumes._asdict())


def _baseline(observation: Observation) -> BaselineView | None:
    usual = observation.usual
    if usual is None:
        return None
    return BaselineView(value=float(usual.value), **usual.baseline.model_dump())
