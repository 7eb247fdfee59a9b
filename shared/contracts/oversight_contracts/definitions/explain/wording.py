"""What an indicator counts, in words made from its definition, so that they cannot disagree."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from oversight_contracts.definitions.models.conditions import Condition, Conditions
from oversight_contracts.definitions.models.indicators import (
    DurationIndicator,
    Indicator,
    Population,
    ProportionIndicator,
    RatioIndicator,
    SeverityIndicator,
    StatisticIndicator,
    StockIndicator,
)
from oversight_contracts.definitions.models.reference import Target
from oversight_measures.periods.period import LONDON

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
    elif isinstance(indicator, SeverityIndicator):
        yield (
            f"Counts nothing of its own: the counts by {indicator.by} of {indicator.of}, times "
            f"the weights “{indicator.weights}” that are supplied."
        )
    elif isinstance(indicator, RatioIndicator):
        yield f"Numerator: {population_in_words(indicator.numerator)}."
        yield f"Denominator: {population_in_words(indicator.denominator)}."
    elif isinstance(indicator, StockIndicator):
        yield f"Opened: {population_in_words(indicator.opened)}."
        yield f"Closed: {population_in_words(indicator.closed)}."
        yield _open(indicator)
    elif isinstance(indicator, ProportionIndicator):
        yield f"Out of: {population_in_words(indicator.of)}."
        yield from _hit(indicator, targets)
    elif isinstance(indicator, DurationIndicator):
        yield f"Of: {population_in_words(indicator.of)}."
        less = f", less {field_in_words(indicator.less_days)}" if indicator.less_days else ""
        yield f"From {field_in_words(indicator.start)} to {field_in_words(indicator.end)}{less}."
    else:
        yield f"Counts: {population_in_words(indicator.counts)}."


def _open(indicator: StockIndicator) -> str:
    # Without the balances: pages say this too, and not all of their readers may see small ones.
    if indicator.opening is None:
        return (
            "Open at the end of a day: opened less closed; what was open before records begin is "
            "not in it."
        )
    day = day_in_words(indicator.opening.day)
    return (
        f"Open at the end of a day: what was open at the beginning of {day}, and what was opened "
        "less what was closed since."
    )


def _hit(indicator: ProportionIndicator, targets: Mapping[str, Target]) -> Iterator[str]:
    if indicator.hit.fields or indicator.hit.any:
        yield f"Counted as a hit: {conditions_in_words(indicator.hit)}."
    if indicator.within:
        target = targets[indicator.within.target]
        yield (
            f"Counted as a hit: {field_in_words(indicator.within.end)} within the target after "
            f"{field_in_words(indicator.within.start)} ({target.title.lower()})."
        )
    if indicator.pending:
        where = conditions_in_words(indicator.pending.where)
        yield f"{indicator.pending.means.capitalize()}: {where}."


def population_in_words(population: Population) -> str:
    """The records, the day each belongs to, and the conditions."""
    things = NAMES.get(population.kind, population.kind)
    day = f"by the London day of {field_in_words(population.at)}"
    if population.each:
        things = f"{population.each.replace('_', ' ')} of {things}"
        day = f"each by the London day of its own {field_in_words(population.at)}"
    found = f"{things}, {day}"
    conditions = conditions_in_words(population.where)
    return f"{found}, where {conditions}" if conditions else found


def conditions_in_words(conditions: Conditions) -> str:
    """All of them joined by "and"; empty for none."""
    parts = [condition_in_words(name, test) for name, test in conditions.fields.items()]
    if conditions.any:
        parts.append("either " + " or ".join(map(conditions_in_words, conditions.any)))
    return " and ".join(parts)


def condition_in_words(name: str, condition: Condition) -> str:
    """One field and its test."""
    values = _listed([value_in_words(value) for value in condition.values])
    tests = {
        "in": f"is {values}",
        "not-in": f"is not {values}",
        "present": "is known",
        "absent": "is blank",
    }
    return f"{field_in_words(name)} {tests[condition.test]}"


def _listed(values: Sequence[str]) -> str:
    # Codes in a row read better so than joined by one "or" after the other.
    return f"{', '.join(values[:-1])} or {values[-1]}" if len(values) > 2 else " or ".join(values)


def field_in_words(name: str) -> str:
    """A field as pages name it."""
    last = name.rpartition(".")[2]
    return f"“{last.replace('_', ' ')}”"


def value_in_words(value: object) -> str:
    """One field's value: ``blank``, ``14 May 2024 10:00``, ``knife and gang``."""
    if value is None or value == ():
        return "blank"
    if isinstance(value, tuple):
        return " and ".join(map(value_in_words, value))
    if isinstance(value, datetime):
        local = value.astimezone(LONDON)
        return f"{day_in_words(local.date())} {local:%H:%M}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).replace("-", " ")


def day_in_words(day: date) -> str:
    """``1 February 2020``."""
    return f"{day.day} {day:%B %Y}"
