"""What was judged, and what is mute and why: one line for all series with the same reason. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from oversight_alerts.rules.observation import NO_BACKTEST, Observation
from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.definitions.models.rules import BuiltinRule, Rule

_WORDS = {
    Verdict.BELOW_MINIMUM: "fewer cases than the rule's minimum",
    Verdict.NO_VALUE: "nothing was counted to make a figure of",
    Verdict.RECORDS_MISSING: "records are missing",
    Verdict.NOT_RECORDED: "the records do not say it",
    Verdict.NO_BASELINE: "no baseline is set",
    Verdict.FEED_SILENT: "a feed has stopped",
    Verdict.NO_BACKTEST: NO_BACKTEST,
}
_OF_FEEDS = {
    Verdict.BELOW_MINIMUM: "the feed is not known for two weeks yet",
    Verdict.FEED_SILENT: "silent with the wider feed, which is told of",
}


class SeriesLook(NamedTuple):
    """A series as it was looked at last; ``silenced`` where nobody wants e-mail of it."""

    rule: Rule
    observation: Observation
    silenced: bool = False

    @property
    def series(self) -> RuleSeries:
        """The series."""
        return self.observation.series

    @property
    def mute(self) -> bool:
        """True where nothing can be said of it."""
        return self.observation.verdict.silent


class MuteReason(NamedTuple):
    """A reason, the number of series that are mute for it, and how many of each rule, by title.

    ``forces`` are how many of each force, by its id, which is empty for a source of several;
    ``new`` how many were not mute the last time, 0 where that is not known.
    """

    words: str
    series: int
    rules: Sequence[tuple[str, int]]
    forces: Sequence[tuple[str, int]]
    new: int


def mute_series(looks: Iterable[SeriesLook]) -> frozenset[str]:
    """The names of the series of which nothing can be said, as they are kept for the next time."""
    return frozenset(_name(each.series) for each in looks if each.mute)


def mute_reasons(looks: Iterable[SeriesLook], before: frozenset[str] | None) -> list[MuteReason]:
    """Each reason once, that of most series first; ``before`` names what was mute the last time."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    forces: defaultdict[str, Counter[str]] = defaultdict(Counter)
    new: Counter[str] = Counter()
    for look in (each for each in looks if each.mute):
        words = why_mute(look.rule, look.observation)
        counts[words][look.rule.title] += 1
        forces[words][look.series.force] += 1
        if before is not None and _name(look.series) not in before:
            new[words] += 1
    reasons = (
        MuteReason(words, each.total(), each.most_common(), forces[words].most_common(), new[words])
        for words, each in counts.items()
    )
    return sorted(reasons, key=lambda each: (-each.series, each.words))


def _name(series: RuleSeries) -> str:
    return "|".join((series.rule, series.force, series.area, series.by))


def why_mute(rule: Rule, observation: Observation) -> str:
    """Why nothing can be said of a series, in words. Raises ``KeyError`` where something can."""
    verdict = observation.verdict
    if isinstance(rule, BuiltinRule) and verdict in _OF_FEEDS:
        return _OF_FEEDS[verdict]
    return observation.why_silent or _WORDS[verdict]
