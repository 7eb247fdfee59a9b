"""The measure stock: what is open at the end of a day."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field

from oversight_contracts.contributions.count import CountSpec
from oversight_contracts.contributions.spec import ContributionSpec
from oversight_contracts.definitions.explain.wording import day_in_words, population_in_words
from oversight_contracts.definitions.models.opening import Opening
from oversight_contracts.definitions.models.populations import Population
from oversight_contracts.definitions.models.reference import (
    WHOLE_FORCE,
    Force,
    Target,
    counted_forces,
)
from oversight_contracts.definitions.models.weights import Weights
from oversight_contracts.definitions.yaml_source import Finding
from oversight_contracts.facts.facts import Total
from oversight_contracts.figures.figure import Figure
from oversight_contracts.measures.change_test import ChangeTest
from oversight_contracts.measures.disclosed import OPEN, SHORTFALL, Disclosed
from oversight_contracts.measures.indicator import Indicator, Markup
from oversight_measures.disclosure.small_numbers import SmallNumbers

# What is printed in place of a figure where the opening balance gives none.
BEFORE = "before the opening balance"
UNOPENED = "no opening balance"
NOT_KNOWN = "What was open before records begin is not in it: no opening balance is given."


class StockIndicator(Indicator):
    """What is open at the end of a day: opening balance + opened - closed."""

    measure: Literal["stock"]
    opened: Population
    closed: Population
    opening: Opening | None = Field(
        None, description="what was open at the beginning of a day; the stock is read from there on"
    )

    is_count: ClassVar[bool] = True
    is_balance: ClassVar[bool] = True
    change_test: ClassVar[ChangeTest] = ChangeTest.NONE
    why_untested: ClassVar[str] = "no test is made of what is open"

    @property
    def contributions(self) -> Mapping[str, ContributionSpec]:
        return {
            "opened": CountSpec(self.opened),
            "closed": CountSpec(self.closed, side="of"),
        }

    def cases(self, total: Total) -> tuple[int, int]:
        # Whether it grows is told by the share that came of all that came and went.
        return total.n, total.n + total.of

    def opened_with(self, force: str, area: str, by: str) -> tuple[date | None, int] | None:
        if self.opening is None:
            return None, 0
        # Which part of the balance is of a value nobody can say.
        balance = None if by else self.opening.of(force, area)
        return None if balance is None else (self.opening.day, balance)

    def figure(self, total: Total, residents: int | None = None) -> Figure:
        return Figure(Fraction(total.n - total.of), total.n - total.of)

    @property
    def nothing_counted(self) -> Figure | str:
        # It may have been open all the while.
        return self.figure(Total()) if self.opening is None else UNOPENED

    def records_in(self, total: Total) -> int | None:
        return None

    @property
    def level_is_known(self) -> bool:
        return self.opening is not None

    @property
    def adds_once(self) -> bool:
        # On the day that a case is opened, and on the day that it is closed.
        return False

    def disclosed(self, figure: Figure) -> Iterator[Disclosed]:
        if figure.value is not None:
            yield Disclosed((self.id, OPEN), figure.numerator)
        if figure.details.get(SHORTFALL):
            yield Disclosed((self.id, SHORTFALL, OPEN), int(figure.details[SHORTFALL] or 0))

    def rounded(self, figure: Figure, rule: SmallNumbers) -> Figure:
        details = {name: rule.rounded(int(each or 0)) for name, each in figure.details.items()}
        if figure.value is None:
            return replace(figure, numerator=-details[SHORTFALL], details=details)
        count = rule.rounded(figure.numerator)
        return replace(figure, value=Fraction(count), numerator=count, details=details)

    def without_value(self, figure: Figure, *, of_all: bool) -> str:
        if SHORTFALL not in figure.details:
            return super().without_value(figure, of_all=of_all)
        short = figure.details[SHORTFALL]
        # Rounded to a base it can be nothing.
        return f"shortfall of {short:,}" if short else "shortfall"

    def sentences(self, targets: Mapping[str, Target]) -> Iterator[str]:
        yield f"Opened: {population_in_words(self.opened)}."
        yield f"Closed: {population_in_words(self.closed)}."
        # Without the balances: pages say this too, and not all of their readers may see small ones.
        if self.opening is None:
            yield (
                "Open at the end of a day: opened less closed; what was open before records begin "
                "is not in it."
            )
            return
        yield (
            f"Open at the end of a day: what was open at the beginning of "
            f"{day_in_words(self.opening.day)}, and what was opened less what was closed since."
        )

    def in_brief(self, markup: Markup) -> str:
        return f"{markup.population(self.opened)}, less {markup.population(self.closed)}"

    def formula_sentences(self, weights: Sequence[Weights]) -> Iterator[str]:
        if self.opening is None:
            return
        balances = [
            f"{force} {balance:,}" if area == WHOLE_FORCE else f"{area} of {force} {balance:,}"
            for force, area, balance in self.opening.written
        ]
        source = f" {self.opening.source}." if self.opening.source else ""
        day = day_in_words(self.opening.day)
        yield f"Opening balances of {day}: {'; '.join(balances)}.{source}"
        yield "Before that day, of other forces and areas, and by breakdown there is no figure."

    def background(self) -> str:
        if self.opening is None:
            return NOT_KNOWN
        source = f" Opening balance: {self.opening.source}." if self.opening.source else ""
        return (
            f"It is what was open at the beginning of {day_in_words(self.opening.day)}, and what "
            f"was opened less what was closed since.{source}"
        )

    def check_areas(self, forces: Mapping[str, Force]) -> Iterator[Finding]:
        """Everything in its opening balances that cannot be."""
        if self.opening is None:
            return
        for name, areas in self.opening.balances.items():
            place = ("opening", "balances", name)
            if name not in (known := counted_forces(forces)):
                yield place, f"nothing is counted in {name}; there are {', '.join(known)}"
                continue
            found = list(_unknown_areas(self.opening, forces[name], areas))
            yield from (((*place, area), reason) for area, reason in found)
            if not found:
                yield from ((place, reason) for reason in _more_than_all(forces[name], areas))


def stock_figure(balance: int, short: int) -> Figure:
    """The figure of a stock of which so many at least are missing, as more were closed by a day.

    Fewer than none are never open: then there is no value, and the shortfall in place of the count.
    """
    details = {SHORTFALL: short} if short else {}
    if balance < 0:
        return Figure(None, -short, details=details)
    return Figure(Fraction(balance), balance, details=details)


def _unknown_areas(
    opening: Opening, force: Force, areas: Mapping[str, int]
) -> Iterator[tuple[str, str]]:
    for name in areas:
        if name == WHOLE_FORCE:
            continue
        area = force.areas.get(name)
        if area is None:
            yield name, f"{force.title} has no area {name}; `{WHOLE_FORCE}` is the whole"
        elif not area.valid_on(opening.day):
            yield name, f"there was no {area.title} on {day_in_words(opening.day)}"


def _more_than_all(force: Force, areas: Mapping[str, int]) -> Iterator[str]:
    """Areas of one kind that lie beside each other hold no more than what they lie in."""
    inside: dict[tuple[str, str], int] = defaultdict(int)
    for name, balance in areas.items():
        if name != WHOLE_FORCE:
            inside[force.areas[name].parent, force.areas[name].kind] += balance
    for (around, kind), balance in inside.items():
        if around in areas and balance > areas[around]:
            yield f"{balance} in its areas ({kind}) are more than the {areas[around]} of {around}"
