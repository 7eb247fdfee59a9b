"""A trial: which rules are replayed over which totals of a stack, the current ones or others."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from oversight_alerts.backtest.replay import backtest, rules_of
from oversight_alerts.backtest.result import Backtest
from oversight_alerts.backtest.totals import StoredTotals
from oversight_alerts.projection.retention import Retention
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import counted_forces
from oversight_contracts.facts.facts import TotalFact
from oversight_contracts.recorded_fields import STATED
from oversight_contracts.time_buckets import day_of_bucket
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.events.model import KafkaRecord
from oversight_local.backtest.arrivals import arrivals_of, check_order
from oversight_local.backtest.as_then import TotalsAsThen
from oversight_local.failure import Failure
from oversight_measures.periods.period import Period
from oversight_measures.periods.wording import day_in_words


@dataclass(frozen=True)
class Trial:
    """Rules under a name, and what they make of the totals."""

    name: str
    catalogue: Catalogue
    result: Backtest


def chosen(catalogue: Catalogue, force: str, names: Collection[str]) -> Catalogue:
    """The definitions with the rules of these names alone, or with all that look at the force.

    Raises ``Failure`` for a rule that is not there or looks at another force.
    """
    known = rules_of(catalogue, force)
    for name in names:
        if name not in catalogue.rules:
            near = get_close_matches(name, catalogue.rules, n=3)
            hint = f"; near it are {', '.join(near)}" if near else ""
            raise Failure(f"there is no rule {name}{hint}")
        if name not in known:
            raise Failure(f"{name} looks at {catalogue.rules[name].force}, not at {force}")
    kept = {name: rule for name, rule in known.items() if not names or name in names}
    if not kept:
        raise Failure(f"no rule looks at {force}")
    return replace(catalogue, rules=kept)


def indicators_of(catalogues: Iterable[Catalogue]) -> frozenset[str]:
    """The indicators of which rules need totals."""
    return frozenset(name for each in catalogues for name in Retention.of(each).reaches)


def check_force(catalogue: Catalogue, force: str) -> None:
    """Raise ``Failure`` where no records of the force are counted."""
    known = counted_forces(catalogue.forces)
    if force not in known:
        raise Failure(f"--force {force} is none of {', '.join(known)}")


def check_period(facts: Sequence[TotalFact], force: str, period: Period) -> None:
    """Raise ``Failure`` where the rules' indicators have no record of the period."""
    days = [day_of_bucket(each.bucket) for each in facts if each.indicator != STATED]
    if not days:
        raise Failure(f"there is no record of {force} that any of the rules counts")
    first, last = min(days), max(days)
    if period.end <= first or period.start > last:
        raise Failure(
            f"there is no record of {force} from {_day(period.start)} to {_day(period.end)}: "
            f"those that the rules count are of {_day(first)} to {_day(last)}"
        )


def trials(
    sets: Sequence[tuple[str, Catalogue]], facts: Sequence[TotalFact], force: str, period: Period
) -> list[Trial]:
    """What each set of rules makes of the totals, as they are known now."""
    totals = StoredTotals(facts)
    return [
        Trial(name, catalogue, backtest(catalogue, totals, force, period))
        for name, catalogue in sets
    ]


def trials_as_then(
    sets: Sequence[tuple[str, Catalogue]],
    messages: Sequence[KafkaRecord],
    force: str,
    period: Period,
) -> list[Trial]:
    """The same of an event log, with what had come of it by each day.

    Raises ``Failure`` where its order tells nothing of the period.
    """
    _, catalogue = sets[0]
    needed = indicators_of(each for _, each in sets)
    counted = {name: each for name, each in catalogue.indicators.items() if name in needed}
    contributions = Contributions(replace(catalogue, indicators=counted))
    arrivals = arrivals_of(messages, contributions, force)
    check_order(arrivals, period)
    found = []
    for name, each in sets:
        totals = TotalsAsThen(arrivals, contributions)
        result = backtest(each, totals, force, period, totals.advance)
        found.append(Trial(name, each, result))
    return found


def _day(day: date) -> str:
    return day_in_words(day)
