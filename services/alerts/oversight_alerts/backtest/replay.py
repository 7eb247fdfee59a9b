"""A replay: every rule judged as each of its buckets closed, over totals that are given. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import count

from oversight_alerts.backtest.clock import Step, steps
from oversight_alerts.backtest.mailbox import Mailbox
from oversight_alerts.backtest.result import (
    Backtest,
    MuteHours,
    ReplayedEpisode,
    RuleResult,
)
from oversight_alerts.episodes.lifecycle import AlertState
from oversight_alerts.episodes.pipeline import Decision, RecordedState, evaluate
from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.rules.totals import Totals
from oversight_contracts.coverage import telling_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import IndicatorRule
from oversight_measures.periods.period import DAY, Period, london_day, london_midnight

GENERATION = 1
HOUR = timedelta(hours=1)
OFFICE = 9 * HOUR


def backtest(
    catalogue: Catalogue,
    totals: Totals,
    force: str,
    period: Period,
    advance: Callable[[datetime], None] | None = None,
) -> Backtest:
    """What the rules of a catalogue would have made of a force's totals over a period.

    The same stages as when alerts runs: each rule is judged as a bucket of it closes, and what
    stood open as the period began is told apart from what opened in it. Totals that change on the
    way are brought to each moment by ``advance``.
    """
    rules = rules_of(catalogue, force)
    replay, looked_at = _Replay(catalogue, totals, london_midnight(period.start)), set[str]()
    # Of what has no record at all nothing can be said, on any day: one look tells why.
    told = {
        name
        for name, rule in rules.items()
        if advance is not None or _has_records(catalogue, totals, rule, force)
    }
    for step in steps(catalogue, rules, period):
        if advance is not None:
            advance(step.at)
        due = tuple(each for each in step.rules if each.id in told or each.id not in looked_at)
        looked_at.update(each.id for each in due)
        replay.take(replace(step, rules=due))
    return replay.result(force, period, rules)


def _has_records(catalogue: Catalogue, totals: Totals, rule: IndicatorRule, force: str) -> bool:
    telling = telling_of(catalogue, catalogue.indicators[rule.indicator])
    return any(totals.record_days(each, force) is not None for each in telling)


def rules_of(catalogue: Catalogue, force: str) -> Mapping[str, IndicatorRule]:
    """The rules that look at a force, each at that one alone."""
    return {
        name: rule.model_copy(update={"force": force})
        for name, rule in catalogue.rules.items()
        if rule.force in (None, force)
    }


@dataclass
class _Watch:
    """What is known of one series on the way: its mute hours, and its open episode's peak."""

    rule: IndicatorRule
    looked_at: datetime | None = None
    silent: tuple[str, str] | None = None
    peak: Fraction | None = None
    began: str | None = None


@dataclass
class _Replay:
    catalogue: Catalogue
    totals: Totals
    start: datetime
    _states: dict[RuleSeries, AlertState] = field(default_factory=dict)
    _watches: dict[RuleSeries, _Watch] = field(default_factory=dict)
    _episodes: list[tuple[str, ReplayedEpisode]] = field(default_factory=list)
    _mute: dict[str, MuteHours] = field(default_factory=dict)
    _mailbox: Mailbox = field(default_factory=Mailbox)
    _morning: date | None = None
    _spoke: set[str] = field(default_factory=set)
    _catalogues: dict[tuple[str, ...], Catalogue] = field(default_factory=dict)
    _ids: Iterator[int] = field(default_factory=count)

    def take(self, step: Step) -> None:
        """Judge the rules of a step."""
        known = self._with_rules(step.rules)
        recorded = RecordedState(self._states, ())
        self._write_until(step.at)
        decisions = list(evaluate(known, self.totals, recorded, GENERATION, step.at, self._new_id))
        for decision in decisions:
            self._note(decision, step.at)
        self._mailbox.take(decisions, step.at)

    def _write_until(self, until: datetime) -> None:
        """What is told later, once it may be, and reminders: looked at each morning."""
        day = self._morning or london_day(until)
        while (morning := london_midnight(day) + OFFICE) < until:
            if self._mailbox.waits:
                self._mailbox.write(morning)
            day += DAY
        self._morning = day

    def _with_rules(self, rules: tuple[IndicatorRule, ...]) -> Catalogue:
        # Days on which the same rules are due share what is worked out of the definitions.
        names = tuple(each.id for each in rules)
        if names not in self._catalogues:
            known = replace(self.catalogue, rules={each.id: each for each in rules})
            self._catalogues[names] = known
        return self._catalogues[names]

    def _new_id(self) -> str:
        return str(next(self._ids))

    def _note(self, decision: Decision, at: datetime) -> None:
        series, observation = decision.observation.series, decision.observation
        rule = self.catalogue.rules[series.rule]
        watch = self._watches.setdefault(series, _Watch(rule))
        self._count_mute(series, watch, at)
        verdict = observation.verdict
        watch.silent = (verdict.value, observation.mute) if verdict.silent else None
        watch.looked_at = at
        if not verdict.silent:
            self._spoke.add(series.rule)
        episode = decision.step.state.episode
        if decision.transition == "opened":
            watch.peak, watch.began = None, observation.began
        if episode is not None:
            watch.peak = _worse(rule, watch.peak, observation.figure.value)
        if episode is not None and episode.state == "resolved":
            self._episodes.append((rule.id, self._closed(decision, watch)))
            self._states[series] = AlertState()
        else:
            self._states[series] = decision.step.state

    def _closed(self, decision: Decision, watch: _Watch) -> ReplayedEpisode:
        episode = decision.step.state.episode
        assert episode is not None
        return ReplayedEpisode(
            series=episode.series,
            began=watch.began,
            opened_at=episode.opened_at,
            before=episode.opened_at < self.start,
            ended_at=episode.resolved_at,
            end_reason=None if episode.end_reason is None else episode.end_reason.value,
            peak=watch.peak,
        )

    def _count_mute(self, series: RuleSeries, watch: _Watch, until: datetime) -> None:
        if watch.silent is None or watch.looked_at is None:
            return
        since = max(watch.looked_at, self.start)
        if until > since:
            hours = self._mute.setdefault(series.rule, MuteHours())
            hours.add(watch.silent, (until - since) / HOUR)

    def result(self, force: str, period: Period, rules: Mapping[str, IndicatorRule]) -> Backtest:
        """What came of it, with what is still open."""
        end = london_midnight(period.end)
        self._write_until(end)
        for series, watch in self._watches.items():
            self._count_mute(series, watch, end)
            episode = self._states[series].episode
            if episode is not None:
                lasting = ReplayedEpisode(
                    series,
                    watch.began,
                    episode.opened_at,
                    episode.opened_at < self.start,
                    None,
                    None,
                    watch.peak,
                )
                self._episodes.append((series.rule, lasting))
        found = {
            name: RuleResult(
                rule=rule,
                series=sum(each.rule == name for each in self._watches),
                episodes=tuple(
                    sorted(
                        (each for own, each in self._episodes if own == name),
                        key=lambda each: (each.opened_at, each.series),
                    )
                ),
                mute=self._mute.get(name, MuteHours()),
                always_mute=name not in self._spoke,
            )
            for name, rule in rules.items()
        }
        return Backtest(force, period, found, tuple(self._mailbox.threads()))


def _worse(rule: IndicatorRule, one: Fraction | None, other: Fraction | None) -> Fraction | None:
    known = [each for each in (one, other) if each is not None]
    if not known:
        return None
    return max(known) if rule.direction > 0 else min(known)
