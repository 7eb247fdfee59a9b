"""Episodes as they are published: the whole episode after each transition."""

from oversight_alerts.episodes.lifecycle import Episode, Transition
from oversight_alerts.rules.observation import Observation
from oversight_contracts.definitions.models.rules import Rule, thread_of
from oversight_contracts.facts.episode import EpisodeFact


def fact_of(
    episode: Episode, transition: Transition, rule: Rule, observation: Observation
) -> EpisodeFact:
    """The episode with the figure that moved it."""
    figure, series = observation.figure, episode.series
    return EpisodeFact(
        id=episode.id,
        revision=episode.revision,
        rule=rule.id,
        title=rule.title,
        severity=rule.severity,
        state=episode.state,
        transition=transition,
        indicator=rule.indicator,
        force=series.force,
        area=series.area,
        by=series.by,
        value=None if figure.value is None else float(figure.value),
        threshold=0.0 if observation.limit is None else float(observation.limit),
        lower=figure.interval.lower,
        upper=figure.interval.upper,
        numerator=figure.numerator,
        denominator=figure.denominator,
        kind=rule.kind,
        thread=thread_of(rule),
        began=observation.began,
        bucket=episode.bucket,
        end_reason=episode.end_reason,
        window_from=observation.window.first,
        window_to=observation.window.end,
        opened_at=episode.opened_at,
        changed_at=episode.changed_at,
        resolved_at=episode.resolved_at,
        acknowledged_by=episode.acknowledged_by,
        note=episode.note,
    )


def fact_without_figure(last: EpisodeFact, episode: Episode, transition: Transition) -> EpisodeFact:
    """The episode moved by a person, or by its rule's end: the last figure stays."""
    return last.model_copy(
        update={
            "revision": episode.revision,
            "state": episode.state,
            "transition": transition,
            "changed_at": episode.changed_at,
            "resolved_at": episode.resolved_at,
            "acknowledged_by": episode.acknowledged_by,
            "note": episode.note,
            "end_reason": episode.end_reason,
        }
    )
