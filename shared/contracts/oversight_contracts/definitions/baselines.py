"""Baselines: the dated periods that what comes later is held against, who set each, and why."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from pydantic import Field

from oversight_contracts.definitions.base import Definition
from oversight_contracts.definitions.models.rules import BaselineRule, Rule
from oversight_contracts.definitions.yaml_source import Finding
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.records.base import Slug
from oversight_measures.periods.period import DAY, Period


class Baseline(Definition):
    """What was usual in one force for some rules, from one day to another (half-open).

    It holds for what comes after it, until a later one of the same rule begins to. Nothing renews
    it: whoever wants another adds an entry, with a reason.
    """

    force: Slug
    rules: tuple[Slug, ...] = Field(min_length=1)
    since: date = Field(alias="from", description="its first day")
    until: date = Field(alias="to", description="the day after its last")
    set_by: str = Field(description="who decided it: a post, not a person")
    set_on: date
    why: str = Field(description="why this period is what others are held against")

    @property
    def period(self) -> Period:
        """Its days."""
        return Period(self.since, self.until)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return self.until - DAY


class BaselinesFile(Definition):
    """The file ``baselines.yaml``."""

    baselines: tuple[Baseline, ...]


def baseline_on(baselines: Iterable[Baseline], force: str, rule: str, day: date) -> Baseline | None:
    """The baseline that holds on a day; None where none does."""
    known = [
        each
        for each in baselines
        if each.force == force and rule in each.rules and each.until <= day
    ]
    return max(known, key=lambda each: each.until, default=None)


def ended_by(baseline: Baseline, indicator: Indicator, day: date) -> str:
    """Why an indicator's break ended a baseline before ``day``; empty where none did."""
    for each in indicator.breaks:
        if baseline.since < each.on <= day:
            return f"since {each.on:%-d %B %Y} it is counted otherwise ({each.why})"
    return ""


def check_baselines(
    baselines: Iterable[Baseline], rules: Mapping[str, Rule], forces: Iterable[str]
) -> Iterator[Finding]:
    """Entries that name no force or no rule that is held against one, or end before they begin."""
    known = set[tuple[str, str, date]]()
    names = set(forces)
    for index, each in enumerate(baselines):
        place = ("baselines", index)
        if each.force not in names:
            yield (*place, "force"), f"no force {each.force} in areas.yaml"
        if each.until <= each.since:
            yield (*place, "to"), "must come after from"
        for at, rule in enumerate(each.rules):
            where = (*place, "rules", at)
            if not isinstance(rules.get(rule), BaselineRule):
                yield where, f"no rule {rule} that is held against a baseline"
            if (each.force, rule, each.until) in known:
                yield where, f"{rule} has another baseline that ends on this day"
            known.add((each.force, rule, each.until))
