"""What every indicator counts, in words, from the definitions."""

from tests.contract.documents.markdown import code, table

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.conditions import Condition, Conditions
from oversight_contracts.definitions.models.populations import Population
from oversight_contracts.measures.indicator import Indicator

PLURALS = {"stop-search": "searches"}
HEADS = ("Indicator", "What it says", "What it counts", "Unit", "Kept by", "Source")


def indicator_page(catalogue: Catalogue) -> str:
    """``docs/indicators.md``."""
    rows = [_row(catalogue, each) for each in catalogue.indicators.values()]
    return (
        "# Indicators\n\n"
        f"The {len(rows)} indicators of `shared/definitions/indicators/`, each for the force and "
        "for every area.\nWritten by `make docs`.\n\n" + table(HEADS, rows)
    )


def _row(catalogue: Catalogue, indicator: Indicator) -> tuple[str, ...]:
    kept = [" by ".join(catalogue.dimensions[n].title for n in b) for b in indicator.breakdowns]
    return (
        f"**{indicator.title}** {code(indicator.id)}",
        indicator.description,
        indicator.in_brief(_Markdown()),
        indicator.unit,
        "; ".join(kept),
        catalogue.source_of(indicator.id),
    )


class _Markdown:
    """Names as code, populations and conditions in words."""

    def code(self, text: str) -> str:
        return code(text)

    def population(self, population: Population) -> str:
        kind, where = population.kind, _conditions(population.where)
        each = f"{population.each} of each {kind}"
        what = each if population.each else PLURALS.get(kind, f"{kind}s")
        return f"{what} by {code(population.at)}" + (f" where {where}" if where else "")

    def conditions(self, conditions: Conditions) -> str:
        return _conditions(conditions)


def _conditions(conditions: Conditions) -> str:
    every = [_condition(name, test) for name, test in conditions.fields.items()]
    if conditions.any:
        every.append(f"({' or '.join(map(_conditions, conditions.any))})")
    return " and ".join(every)


def _condition(name: str, condition: Condition) -> str:
    if condition.test in ("present", "absent"):
        return f"{code(name)} is {condition.test}"
    first, *others = [str(value).lower() for value in condition.values]
    values = f"one of {', '.join([first, *others])}" if others else first
    return f"{code(name)} is {'not ' if condition.test == 'not-in' else ''}{values}"
