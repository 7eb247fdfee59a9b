"""What an indicator counts, in words made from its definition, so that they cannot disagree."""

from collections.abc import Iterator, Mapping

from oversight_contracts.definitions.conditions import Condition, Conditions
from oversight_contracts.definitions.indicators import (
    DurationIndicator,
    Indicator,
    Population,
    ProportionIndicator,
    RatioIndicator,
    StatisticIndicator,
    StockIndicator,
)
from oversight_contracts.definitions.reference import Target

NAMES = {
    "incident": "incidents",
    "crime": "crimes",
    "stop-search": "stops and searches",
    "complaint": "complaint cases",
    "survey-response": "answers to surveys",
    "collision": "road collisions",
    "casualty": "casualties of road collisions",
    "recording-audit": "decisions audited",
}


def what_it_counts(indicator: Indicator, targets: Mapping[str, Target]) -> list[str]:
    """Sentences: the population, what is a hit, what is pending."""
    return list(_sentences(indicator, targets))


def _sentences(indicator: Indicator, targets: Mapping[str, Target]) -> Iterator[str]:
    if isinstance(indicator, StatisticIndicator):
        yield f"Counts nothing: quotes the published statistics “{indicator.quotes}”."
    elif isinstance(indicator, RatioIndicator):
        yield f"Numerator: {_population(indicator.numerator)}."
        yield f"Denominator: {_population(indicator.denominator)}."
    elif isinstance(indicator, StockIndicator):
        yield f"Opened: {_population(indicator.opened)}."
        yield f"Closed: {_population(indicator.closed)}."
    elif isinstance(indicator, ProportionIndicator):
        yield f"Out of: {_population(indicator.of)}."
        yield from _hit(indicator, targets)
    elif isinstance(indicator, DurationIndicator):
        yield f"Of: {_population(indicator.of)}."
        less = f", less {_field(indicator.less_days)}" if indicator.less_days else ""
        yield f"From {_field(indicator.start)} to {_field(indicator.end)}{less}."
    else:
        yield f"Counts: {_population(indicator.counts)}."


def _hit(indicator: ProportionIndicator, targets: Mapping[str, Target]) -> Iterator[str]:
    if indicator.hit.fields or indicator.hit.any:
        yield f"Counted as a hit: {_conditions(indicator.hit)}."
    if indicator.within:
        target = targets[indicator.within.target]
        yield (
            f"Counted as a hit: {_field(indicator.within.end)} within the target after "
            f"{_field(indicator.within.start)} ({target.title.lower()})."
        )
    if indicator.pending:
        yield f"{indicator.pending.means.capitalize()}: {_conditions(indicator.pending.where)}."


def _population(population: Population) -> str:
    things = NAMES.get(population.kind, population.kind)
    if population.each:
        things = f"{_field(population.each)} of {things}"
    found = f"{things}, by the London day of {_field(population.at)}"
    conditions = _conditions(population.where)
    return f"{found}, where {conditions}" if conditions else found


def _conditions(conditions: Conditions) -> str:
    parts = [_condition(name, test) for name, test in conditions.fields.items()]
    if conditions.any:
        parts.append("either " + " or ".join(map(_conditions, conditions.any)))
    return " and ".join(parts)


def _condition(name: str, condition: Condition) -> str:
    values = " or ".join(str(value).replace("-", " ") for value in condition.values)
    tests = {
        "in": f"is {values}",
        "not-in": f"is not {values}",
        "present": "is known",
        "absent": "is blank",
    }
    return f"{_field(name)} {tests[condition.test]}"


def _field(name: str) -> str:
    last = name.rpartition(".")[2]
    return f"“{last.replace('_', ' ')}”"
