"""What the console's pages show, from what the service knows."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from oversight_alerts.console.alerts import line_of, threads_of
from oversight_alerts.console.pages import ConsolePages
from oversight_alerts.console.rules import rule_in_words, rules_in_words
from oversight_alerts.console.series import series_now
from oversight_alerts.digest.chance import chance_budget
from oversight_alerts.digest.feeds import feed_ages
from oversight_alerts.digest.judged import SeriesLook
from oversight_alerts.email.chart import draw_chart
from oversight_alerts.email.context import NotificationContext
from oversight_alerts.email.digest import chance_in_words, feeds_in_words
from oversight_alerts.email.evidence import Evidence, evidence_of
from oversight_alerts.episodes.pipeline import Decision
from oversight_alerts.rules import formatting
from oversight_alerts.rules.builtin import RULES
from oversight_alerts.rules.feeds.troubles import look_at
from oversight_alerts.rules.series import RuleSeries, series_of
from oversight_alerts.web.backtest_service import BacktestService
from oversight_alerts.web.console.access import Person
from oversight_alerts.web.console.backtests import backtest_values, recorded_values
from oversight_alerts.web.console.forms import ENDS, TypedSilence
from oversight_alerts.web.console.history import history_of
from oversight_alerts.web.console.office import Office
from oversight_alerts.web.views import SilenceView
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE, counted_forces
from oversight_contracts.definitions.models.rules import Rule
from oversight_runtime.http.problems import Problem

# Of what ended so many days ago or less is shown.
LATELY = 7


@dataclass(frozen=True)
class Console:
    """Renders the pages of one service for a person."""

    catalogue: Catalogue
    pages: ConsolePages
    service: Callable[[], Office]
    clock: Callable[[], datetime]
    records: Callable[[], BacktestService]
    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def alerts(self, person: Person) -> str:
        """Open alerts by thread, and those that ended lately."""
        now, decisions = self.clock(), self._decisions()
        facts = await self.service().episodes_since(now - timedelta(days=LATELY))
        open_ = [each for each in facts if each.state != "resolved"]
        ended = [e for e in facts if e.resolved_at and now - e.resolved_at < timedelta(LATELY)]
        values = {
            "open": threads_of(self.catalogue, open_, decisions, now),
            "ended": threads_of(self.catalogue, ended, {}, now),
            "days": LATELY,
            "standing": self._standing(decisions),
            "critical_mute": list(self._critical_mute(decisions)),
        }
        return self._page("alerts", person, values)

    async def alert(self, person: Person, episode: str, problem: str = "", typed: str = "") -> str:
        """One alert. Raises a 404 problem."""
        found = await self.service().alert(episode)
        fact, now, decisions = found.alert, self.clock(), self._decisions()
        lasts = fact.state != "resolved"
        decision = decisions.get(series_of(fact)) if lasts else None
        evidence = self._evidence(decision)
        rule = self._defined().get(fact.rule)
        indicator = self.catalogue.indicators.get(fact.indicator)
        force = self.catalogue.forces.get(fact.force)
        values = {
            "line": line_of(self.catalogue, fact, decisions, now),
            "lasts": lasts,
            "now": None if decision is None else series_now(self.catalogue, decision),
            "chart_words": evidence.alternative,
            "explained": _explained(evidence),
            "rule": None if rule is None else rule_in_words(self.catalogue, rule),
            "ask": self.catalogue.ask_about(fact.force, indicator.id) if indicator else "",
            "indicator": indicator,
            "force": force.title if force else "",
            "force_id": fact.force,
            "note": fact.note or "",
            "note_typed": typed,
            "problem": problem,
            "history": history_of(self.catalogue, found),
        }
        return self._page("alert", person, values)

    async def chart(self, episode: str) -> bytes:
        """The chart of an alert that lasts, as a PNG. Raises a 404 problem where there is none."""
        found = await self.service().alert(episode)
        evidence = self._evidence(self._decisions().get(series_of(found.alert)))
        if found.alert.state == "resolved" or evidence.chart is None:
            raise Problem(404, "not found", "there is no chart of it")
        # A second of work, which is not the event loop's; one at a time, as evaluations need
        # threads too.
        async with self.drawing:
            try:
                return await asyncio.to_thread(draw_chart, evidence.chart)
            except ValueError:
                raise Problem(404, "not found", "its chart cannot be drawn") from None

    async def silences(self, person: Person, typed: TypedSilence, problem: str = "") -> str:
        """The silences in force and those that are over, and the form for another."""
        current = await self.service().silences(over=False)
        past = await self.service().silences(over=True)
        forces = counted_forces(self.catalogue.forces)
        areas = {name: area.title for each in forces.values() for name, area in each.areas.items()}
        rules = {name: each.title for name, each in self._defined().items()}
        values = {
            "current": [self._silence(each, rules, areas) for each in current.silences],
            "past": [self._silence(each, rules, areas) for each in past.silences],
            "rules": sorted(rules.items(), key=lambda each: each[1]),
            "forces": [(name, force.title) for name, force in forces.items()],
            "areas": [(WHOLE_FORCE, "the whole force"), *areas.items()],
            "ends": ENDS,
            "typed": typed,
            "problem": problem,
        }
        return self._page("silences", person, values)

    async def rules(self, person: Person) -> str:
        """Every rule in words, with its figures now."""
        decisions = list(self._decisions().values())
        looks = [SeriesLook(each.rule, each.observation, each.silenced) for each in decisions]
        values = {
            # What is open is what somebody looks for.
            "rules": sorted(
                rules_in_words(self.catalogue, decisions), key=lambda each: not each.open
            ),
            "judged": sum(not each.mute for each in looks),
            "mute": sum(each.mute for each in looks),
            "chance": chance_in_words(chance_budget(looks)),
        }
        return self._page("rules", person, values)

    async def backtests(self, person: Person) -> str:
        """The back-tests on record, the newest first, and the rules that are on trial."""
        found = await self.records().backtests()
        values = {
            "backtests": [recorded_values(self.catalogue, each) for each in found.backtests],
            "on_trial": list(self._on_trial()),
        }
        return self._page("backtests", person, values)

    async def backtest(self, person: Person, name: str) -> str:
        """One back-test on record. Raises a 404 problem."""
        found = await self.records().backtest(name)
        return self._page("backtest", person, backtest_values(self.catalogue, found))

    async def mail(self, person: Person) -> str:
        """Whether e-mail gets through, and when something last came of each feed."""
        status = await self.service().rules()
        summary = "none is wanted"
        if status.digest is not None:
            came = status.digest.delivered
            last = "none so far" if came is None else f"the last went {formatting.moment(came)}"
            summary = f"{status.digest.every}: {last}; the next is due "
            summary += formatting.moment(status.digest.next)
        values = {"mail": status.mail, "summary": summary, "feeds": self._feeds()}
        return self._page("mail", person, values)

    def _page(self, page: str, person: Person, values: Mapping[str, object]) -> str:
        last = self.service().last
        as_at = "No figures have been judged yet."
        if last is not None:
            as_at = f"Figures as at {formatting.moment(last.cut_at)}."
        common = {"person": person.name, "form_token": person.form_token, "as_at": as_at}
        return self.pages.render(page, {**common, **values})

    def _decisions(self) -> Mapping[RuleSeries, Decision]:
        last = self.service().last
        found = () if last is None else last.decisions
        return {each.observation.series: each for each in found}

    def _defined(self) -> Mapping[str, Rule]:
        """Every rule, those that ship with the service too."""
        return {each.id: each for each in (*self.catalogue.rules.values(), *RULES)}

    def _standing(self, decisions: Mapping[RuleSeries, Decision]) -> str:
        if not decisions:
            return "No figures have been judged yet."
        mute = sum(each.observation.verdict.silent for each in decisions.values())
        return f"{len(decisions) - mute:,} series are judged; of {mute:,} nothing can be said now."

    def _critical_mute(
        self, decisions: Mapping[RuleSeries, Decision]
    ) -> Iterator[tuple[str, str, str]]:
        """What critical rules cannot judge, where anything else of the force is judged."""
        judged = {
            series.force
            for series, each in decisions.items()
            if series.force and not each.observation.verdict.silent
        }
        for series, each in decisions.items():
            critical = each.rule.severity == "critical" and series.force in judged
            if critical and each.observation.verdict.silent:
                now = series_now(self.catalogue, each)
                yield each.rule.title, f"{now.force}, {now.where}", now.why

    def _on_trial(self) -> Iterator[tuple[str, str, str]]:
        """Rules without a back-test on record: id, title, and the forces, in words."""
        forces: dict[str, dict[str, None]] = {}
        for series, decision in self._decisions().items():
            if decision.observation.tried is not None:
                known = self.catalogue.forces.get(series.force)
                forces.setdefault(series.rule, {})[known.title if known else series.force] = None
        for name, where in forces.items():
            yield name, self.catalogue.rules[name].title, ", ".join(where)

    def _evidence(self, decision: Decision | None) -> Evidence:
        last = self.service().last
        if decision is None or last is None or decision.step.state.episode is None:
            return Evidence()
        context = NotificationContext(
            rule=decision.rule,
            observation=decision.observation,
            episode=decision.step.state.episode,
            transition="opened",
            now=last.at,
            cut_at=last.cut_at,
            explanation=last.explained.get(decision.observation.series),
        )
        return evidence_of(self.catalogue, context)

    def _silence(
        self, silence: SilenceView, rules: Mapping[str, str], areas: Mapping[str, str]
    ) -> Mapping[str, object]:
        force = self.catalogue.forces.get(silence.force or "")
        area = "the whole force" if silence.area == WHOLE_FORCE else areas.get(silence.area or "")
        named = [rules.get(silence.rule or "", silence.rule or "all rules")]
        named += [each for each in (area or silence.area, force and force.title) if each]
        ended = silence.ended_at or silence.until
        end = min(ended, silence.until)
        return {**silence.model_dump(), "of": ", ".join(named), "end": end}

    def _feeds(self) -> list[tuple[str, str, bool]]:
        last = self.service().last
        if last is None:
            return []
        stopped = {each.feed for each in look_at(last.feeds, last.at) if each.lull is not None}
        return list(feeds_in_words(self.catalogue, feed_ages(last.feeds, stopped, last.at)))


def _explained(evidence: Evidence) -> list[tuple[str, str]]:
    """The change and what carries it, where it is known."""
    found = [("Change", evidence.was)] if evidence.was else []
    found += [row for _, rows in evidence.splits for row in rows]
    if evidence.alike:
        found.append(("What carries it", evidence.alike))
    if evidence.latest is not None:
        found.append(evidence.latest)
    return found
