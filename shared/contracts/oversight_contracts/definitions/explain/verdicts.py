"""Whether a record counts in an indicator, what it adds, and why: one record, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from oversight_contracts.definitions.checks import named_populations
from oversight_contracts.definitions.explain.matching import (
    elements_of,
    fields_named,
    holds,
    meets,
    values_of,
)
from oversight_contracts.definitions.explain.wording import (
    condition_in_words,
    conditions_in_words,
    field_in_words,
    value_in_words,
)
from oversight_contracts.definitions.models.conditions import Conditions
from oversight_contracts.definitions.models.indicators import (
    DurationIndicator,
    Indicator,
    Population,
    ProportionIndicator,
)
from oversight_contracts.definitions.models.reference import Target
from oversight_contracts.facts.facts import Total
from oversight_contracts.records.base import Part, Record
from oversight_measures.periods.period import london_day

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What a record adds to one population of an indicator; ``total`` is None where nothing."""

    total: Total | None
    why: str


class Judge:
    """Judges records by an indicator; ``targets`` are those of the catalogue."""

    def __init__(self, indicator: Indicator, targets: Mapping[str, Target]) -> None:
        self._indicator = indicator
        self._target: Target | None = None
        if isinstance(indicator, ProportionIndicator) and indicator.within:
            self._target = targets[indicator.within.target]

    def verdicts(self, kind: str, record: Record) -> Iterator[Verdict]:
        """One for each population of this kind, and each part where parts are counted."""
        for word, population in named_populations(self._indicator):
            if population.kind == kind:
                for element in elements_of(population, record):
                    yield self.verdict(word, population, record, element)

    def verdict(
        self, word: str, population: Population, record: Record, element: Part | None
    ) -> Verdict:
        """What the record (or the element of it) adds to the population named ``word``."""
        values = values_of(population, record, element, self._names(population))
        why = _why_not(population, values)
        if why:
            return Verdict(None, why)
        if isinstance(self._indicator, ProportionIndicator):
            return self._share(self._indicator, values)
        if isinstance(self._indicator, DurationIndicator):
            return _length(self._indicator, values)
        total = Total(of=1) if word in ("denominator", "closed") else Total(n=1)
        return Verdict(total, "")

    def _names(self, population: Population) -> list[str]:
        indicator = self._indicator
        names = [population.at, *fields_named(population.where)]
        if isinstance(indicator, ProportionIndicator):
            names += fields_named(indicator.hit)
            names += fields_named(indicator.pending.where) if indicator.pending else ()
            if indicator.within and self._target:
                names += [indicator.within.start, indicator.within.end, self._target.field]
        if isinstance(indicator, DurationIndicator):
            names += [indicator.start, indicator.end, *fields_named(indicator.open)]
            names += [indicator.less_days] if indicator.less_days else ()
        return list(dict.fromkeys(names))

    def _share(self, indicator: ProportionIndicator, values: Values) -> Verdict:
        seconds = self._seconds(indicator, values)
        if indicator.within and seconds is None:
            return Verdict(None, f"there was no target for it: {self._without_target(values)}")
        if indicator.pending and holds(indicator.pending.where, values):
            return Verdict(Total(pending=1), indicator.pending.means)
        why = _unmet(indicator.hit, values) or self._too_late(indicator, values, seconds)
        return Verdict(Total(n=int(not why), of=1), f"no hit: {why}" if why else "a hit")

    def _seconds(self, indicator: ProportionIndicator, values: Values) -> int | None:
        if indicator.within is None or self._target is None:
            return None
        start: datetime | None = values[indicator.within.start]
        if start is None:
            return None
        return self._target.seconds_on(london_day(start), str(values[self._target.field]))

    def _without_target(self, values: Values) -> str:
        name = self._target.field if self._target else ""
        return f"{field_in_words(name)} is {value_in_words(values.get(name))}"

    def _too_late(
        self, indicator: ProportionIndicator, values: Values, seconds: int | None
    ) -> str | None:
        if indicator.within is None or seconds is None:
            return None
        end = values[indicator.within.end]
        if end is None:
            return f"{field_in_words(indicator.within.end)} is blank"
        taken = _seconds_between(values[indicator.within.start], end)
        if taken <= seconds:
            return None
        return f"it took {_spelt(taken)}, and the target was {_spelt(seconds)}"


def _length(indicator: DurationIndicator, values: Values) -> Verdict:
    start, end = values[indicator.start], values[indicator.end]
    if end is None:
        still = holds(indicator.open, values)
        return Verdict(Total(of=1, pending=int(still)), "still open" if still else indicator.never)
    if start is None:
        return Verdict(Total(of=1), f"no length: {field_in_words(indicator.start)} is blank")
    if indicator.counted_in == "seconds":
        taken = max(_seconds_between(start, end), 0)
    else:
        less = values[indicator.less_days] or 0 if indicator.less_days else 0
        taken = max((london_day(end) - london_day(start)).days - less, 0)
    return Verdict(Total(n=1, of=1, values={taken: 1}), f"{taken:,} {indicator.counted_in}")


def _spelt(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    parts = ((hours, "h"), (rest // 60, "min"), (rest % 60, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 s"


def _seconds_between(start: datetime, end: datetime) -> int:
    taken = end - start
    return taken.days * 86_400 + taken.seconds


def _why_not(population: Population, values: Values) -> str | None:
    unmet = _unmet(population.where, values)
    if unmet is None and values[population.at] is None:
        return f"{field_in_words(population.at)} is blank, so it belongs to no day"
    return unmet


def _unmet(conditions: Conditions, values: Values) -> str | None:
    """Why the conditions do not hold, by the first that does not; None where they hold."""
    for name, test in conditions.fields.items():
        if not meets(test, values[name]):
            is_now = f"{field_in_words(name)} is {value_in_words(values[name])}"
            return f"{is_now}, and counted is only where {condition_in_words(name, test)}"
    if conditions.any and not any(holds(group, values) for group in conditions.any):
        groups = " nor ".join(map(conditions_in_words, conditions.any))
        return f"it is neither that {groups}"
    return None
