"""Alerts as pages print them."""

from dataclasses import dataclass
from fractions import Fraction

from oversight_contracts.breakdowns import label_of, pairs_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import interval_name
from oversight_contracts.facts.arrivals import FEED_PACE
from oversight_contracts.facts.episode import END_REASONS, EpisodeFact
from oversight_contracts.facts.reconciliation import QUIET_DAYS, QUIET_HOURS, UNACCOUNTED
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.time_buckets import day_of_bucket, start_of_hour
from oversight_measures.intervals import Interval
from oversight_measures.periods.period import DAY, Period
from oversight_reporting.formatting import (
    in_unit,
    interval_in_words,
    moment_in_words,
    number,
    period_in_words,
)


@dataclass(frozen=True)
class ShownEpisode:
    """An episode with its figures in words."""

    episode: EpisodeFact
    tag: str
    area: str
    by: str
    indicator_title: str
    value: str
    threshold: str
    interval_name: str
    interval: str
    numerator: str
    denominator: str
    window: str
    end_reason: str
    advice: str
    link: str


def shown_episode(catalogue: Catalogue, episode: EpisodeFact) -> ShownEpisode:
    """The episode in words; of an indicator no longer defined the plain numbers."""
    indicator = catalogue.indicators.get(episode.indicator)
    rule = catalogue.rules.get(episode.rule)
    return ShownEpisode(
        episode=episode,
        tag="resolved" if episode.state == "resolved" else _TAGS[episode.severity],
        area=_place(catalogue, episode),
        by=label_of(pairs_of(episode.by)) if episode.by and episode.force else "",
        indicator_title=_title(indicator, episode),
        value=_figure(indicator, episode.value),
        threshold=_figure(indicator, episode.threshold),
        interval_name=interval_name(rule),
        interval=_interval(indicator, Interval(episode.lower, episode.upper)),
        numerator=_count(episode.numerator),
        denominator=_count(episode.denominator),
        window=_window(episode),
        end_reason=END_REASONS.get(episode.end_reason or "", episode.end_reason or ""),
        advice=rule.advice.strip() if rule else "",
        link=_link(episode) if indicator else _LINKS.get(episode.indicator, ""),
    )


def area_title(catalogue: Catalogue, force: str, area: str) -> str:
    """``Birmingham``, or the force's name for the whole of it."""
    known = catalogue.forces.get(force)
    if known is None:
        return f"{force}, {area}"
    return known.areas[area].title if area in known.areas else known.title


# What no definition tells of.
_TITLES = {
    UNACCOUNTED: "Events in the log against their outcomes",
    FEED_PACE: "What came of a feed, in percent of what is usual",
    # Of rules of an earlier version.
    QUIET_HOURS: "Hours since a feed was last heard of",
    QUIET_DAYS: "Days since a feed was last heard of",
}
_LINKS = dict.fromkeys(_TITLES, "/operations")
_TAGS = {"warning": "warning-tag", "critical": "critical"}


def _title(indicator: Indicator | None, episode: EpisodeFact) -> str:
    return indicator.title if indicator else _TITLES.get(episode.indicator, episode.indicator)


def _place(catalogue: Catalogue, episode: EpisodeFact) -> str:
    """The area, or the source where the episode is of no force."""
    if episode.force:
        return area_title(catalogue, episode.force, episode.area)
    return ", ".join(pairs_of(episode.by).values())


def _figure(indicator: Indicator | None, value: float | None) -> str:
    if value is None:
        return "no figure"
    if indicator is None:
        return f"{value:g}"
    text = in_unit(indicator, Fraction(str(value)))
    return f"{text}%" if indicator.unit == "%" else text


def _interval(indicator: Indicator | None, interval: Interval) -> str:
    return interval_in_words(indicator, interval) if indicator else ""


def _count(value: int | None) -> str:
    return "" if value is None else number(value)


def _window(episode: EpisodeFact) -> str:
    start, end = episode.window_from, episode.window_to
    if "T" in start:
        first, last = (moment_in_words(start_of_hour(each)) for each in (start, end))
        return f"{first} to {last}"
    return period_in_words(Period(day_of_bucket(start), day_of_bucket(end)))


def _link(episode: EpisodeFact) -> str:
    start, end = day_of_bucket(episode.window_from), day_of_bucket(episode.window_to)
    # A window that ends within a day is shown with the whole of it.
    if "T" in episode.window_to:
        end += DAY
    return (
        f"/indicators/{episode.indicator}?from={start}&to={end}"
        f"&force={episode.force}&area={episode.area}"
    )
