"""What the opening balances of a stock must agree with: the forces, and the areas of that day."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from oversight_contracts.definitions.checks import Finding
from oversight_contracts.definitions.indicators import Indicator, StockIndicator
from oversight_contracts.definitions.openings import Opening
from oversight_contracts.definitions.reference import WHOLE_FORCE, Force, counted_forces
from oversight_contracts.definitions.wording import day_in_words


def check_opening(indicator: Indicator, forces: Mapping[str, Force]) -> Iterator[Finding]:
    """Everything in an indicator's opening balances that cannot be."""
    if not isinstance(indicator, StockIndicator) or indicator.opening is None:
        return
    for name, areas in indicator.opening.balances.items():
        place = ("opening", "balances", name)
        if name not in (known := counted_forces(forces)):
            yield place, f"nothing is counted in {name}; there are {', '.join(known)}"
            continue
        found = list(_unknown_areas(indicator.opening, forces[name], areas))
        yield from (((*place, area), reason) for area, reason in found)
        if not found:
            yield from ((place, reason) for reason in _more_than_all(forces[name], areas))


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
