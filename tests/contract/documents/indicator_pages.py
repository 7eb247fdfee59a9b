"""What every indicator counts, in words, from the definitions."""

from tests.contract.documents.markdown import code, table

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.conditions import Condition, Conditions
from oversight_contracts.definitions.models.indicators import (
    DisparityIndicator,
    DurationIndicator,
    Indicator,
    Population,
    ProportionIndicator,
    RateIndicator,
    RatioIndicator,
    SeverityIndicator,
    StatisticIndicator,
    StockIndicator,
    populations,
)

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
        _counted(indicator),
        indicator.unit,
        "; ".join(kept),
        catalogue.source_of(indicator.id),
    )


def _counted(indicator: Indicator) -> str:
    if isinstance(indicator, StatisticIndicator):
        return f"nothing: quotes the published statistics {code(indicator.quotes)}"
    if isinstance(indicator, SeverityIndicator):
        per = f", per {indicator.per:,} residents" if indicator.per else ""
        return f"{code(indicator.of)} by {indicator.by}, times supplied weights{per}"
    first, *others = map(_population, populations(indicator))
    if isinstance(indicator, ProportionIndicator):
        return f"{_hits(indicator)}, of {first}{_pending(indicator)}"
    if isinstance(indicator, DurationIndicator):
        less = f" less {code(indicator.less_days)}" if indicator.less_days else ""
        return (
            f"{indicator.counted_in} from {code(indicator.start)} to {code(indicator.end)}{less}: "
            f"median and 90th percentile of {first}"
        )
    if isinstance(indicator, DisparityIndicator):
        return f"{first}, per resident of each group over per resident of {indicator.reference}"
    if isinstance(indicator, RateIndicator):
        return f"{first}, per {indicator.per:,} residents"
    if isinstance(indicator, RatioIndicator):
        return f"{first}, over {others[0]}"
    if isinstance(indicator, StockIndicator):
        return f"{first}, less {others[0]}"
    return first


def _population(population: Population) -> str:
    kind = population.kind
    what = f"{population.each} of each {kind}" if population.each else PLURALS.get(kind, f"{kind}s")
    where = _conditions(population.where)
    return f"{what} by {code(population.at)}" + (f" where {where}" if where else "")


def _hits(indicator: ProportionIndicator) -> str:
    within = indicator.within
    hit = _conditions(indicator.hit)
    if within is None:
        return f"those where {hit}"
    both = f" and {hit}" if hit else ""
    return (
        f"those with {code(within.start)} to {code(within.end)} within the target"
        f" {code(within.target)}{both}"
    )


def _pending(indicator: ProportionIndicator) -> str:
    if indicator.pending is None:
        return ""
    then = "left out" if indicator.pending.counts == "left-out" else "a miss once judged"
    return f" ({indicator.pending.means}: {then})"


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
