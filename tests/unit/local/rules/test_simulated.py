"""Rules alarm by chance as often as they state, and find named shifts as soon as is promised.

`python -m tests.simulations rules 200` and `rules-delays` have all shipped rules, with more years.
"""

from rich.console import Console
from rich.table import Table
from tests.simulations.rule_sets import (
    CONTROL_HEADINGS,
    DELAY_HEADINGS,
    days_to_find,
    nothing_changes,
)

YEARS = 70
A_FEW = ("priority-2-slower", "disparity-drift", "section-60-surge")


def test_rules_are_wrong_no_more_often_than_they_state() -> None:
    found = list(nothing_changes(YEARS, A_FEW))
    shown(CONTROL_HEADINGS, [each.row for each in found])
    assert all(each.within(1.5, YEARS) for each in found)
    # Half as often would be as untrue, and rules that find nothing.
    assert all(each.times > 0.5 for each in found if each.stated * YEARS > 20)


def test_named_shifts_are_found_as_soon_as_is_promised() -> None:
    found = list(days_to_find(300))
    shown(DELAY_HEADINGS, [each.row for each in found])
    assert all(each.days is not None and each.days <= each.promised for each in found)


def shown(headings: tuple[str, ...], rows: list[list[str]]) -> None:
    table = Table(*headings)
    for row in rows:
        table.add_row(*row)
    Console(width=160).print(table)
