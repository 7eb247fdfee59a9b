"""Example records of a definition: three that count and three that do not, each with why."""

from collections.abc import Iterator

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.explain.examples import Example, Examples
from oversight_contracts.definitions.explain.wording import day_in_words, value_in_words
from oversight_contracts.definitions.models.populations import Population
from oversight_contracts.definitions.models.reference import counted_forces
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.records.base import Part
from oversight_measures.periods.period import london_day

SHOWN = 3
IDENTITY = ("force", "area", "revision")
WORDS = {
    "numerator": " in the numerator",
    "denominator": " in the denominator",
    "opened": " as opened",
    "closed": " as closed",
}


def example_lines(catalogue: Catalogue, indicator: Indicator) -> Iterator[str]:
    """Lines for each population of the indicator; none for a statistic."""
    force = next(iter(counted_forces(catalogue.forces)))
    for word, population in indicator.populations.items():
        made = Examples(indicator, word, catalogue.targets, force)
        yield ""
        yield f"Records that count{WORDS.get(word, '')} (made up)"
        for number, example in enumerate(made.counting(SHOWN), 1):
            yield from _lines(number, population, example, _added(population, example))
        left_out = made.left_out(SHOWN)
        yield ""
        yield f"Records that do not count{WORDS.get(word, '')}"
        for number, example in enumerate(left_out, 1):
            yield from _lines(number, population, example, f"not counted: {example.verdict.why}")
        for number, line in enumerate(_events(population)[: SHOWN - len(left_out)], 1):
            yield f"  {len(left_out) + number}. {line}"


def _lines(number: int, population: Population, example: Example, why: str) -> Iterator[str]:
    yield f"  {number}. {population.kind}: {_fields(example.record)}"
    yield f"     {why}"


def _added(population: Population, example: Example) -> str:
    record = example.record
    first, _, inner = population.at.partition(".")
    moment = getattr(getattr(record, first)[0], inner) if inner else getattr(record, first)
    why = f": {example.verdict.why}" if example.verdict.why else ""
    return f"counted on {day_in_words(london_day(moment))}{why}"


def _fields(record: Part) -> str:
    given = record.model_dump(exclude_unset=True).keys() - {*IDENTITY}
    names = [name for name in type(record).model_fields if name in given]
    return ", ".join(f"{name} {_value(getattr(record, name))}" for name in names)


def _value(value: object) -> str:
    if isinstance(value, tuple) and value and isinstance(value[0], Part):
        return f"[{'; '.join(_fields(part) for part in value)}]"
    return value_in_words(value) if not isinstance(value, str) else value


def _events(population: Population) -> list[str]:
    """Events that never add, whatever the definition says."""
    kind = population.kind
    return [
        f"any of these once the force says that it is gone (an event uk.police.{kind}.removed.v1)\n"
        "     not counted: what the record added is taken away again",
        "any of these sent a second time\n"
        "     not counted: a record counts once, however often it is sent",
        "an earlier state of any of these that arrives late, with a lower revision\n"
        "     not counted: the record stands as its highest revision says",
    ]
