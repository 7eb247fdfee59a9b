"""Rules alarm by chance as often as they state, and find named shifts as soon as is promised.

`python -m tests.simulations rules 200` and `rules-delays` have all shipped rules, with more years,
`charts-of-rules 200` those of process charts as the service runs them.
"""

from rich.console import Console
from rich.table import Table
from tests.simulations.process_charts import judged_by_first_points
from tests.simulations.rule_sets import (
    CONTROL_HEADINGS,
    DELAY_HEADINGS,
    days_to_find,
    nothing_changes,
)

YEARS, RUNS = 70, 30
A_FEW = ("priority-2-slower", "disparity-drift", "section-60-surge")


def test_rules_are_wrong_no_more_often_than_they_state() -> None:
    found = list(nothing_changes(YEARS, A_FEW))
    shown(CONTROL_HEADINGS, [each.row for each in found])
    assert all(each.within(1.5, YEARS) for each in found)
    # Half as often would be as untrue, and rules that find nothing.
    assert all(each.times > 0.5 for each in found if each.stated * YEARS > 20)


def test_process_charts_are_no_worse_on_limits_of_the_first_points_and_about_a_season() -> None:
    found = list(judged_by_first_points(RUNS))
    shown(CONTROL_HEADINGS, [each.row for each in found])
    # Ten years of months; thirty of quarters, whose season is taken out.
    assert all(each.within(1.5, RUNS * 10) for each in found)
    assert all(each.simulated for each in found)


def test_named_shifts_are_found_as_soon_as_is_promised() -> None:
    found = list(days_to_find(300))
    shown(DELAY_HEADINGS, [each.row for each in found])
    assert all(each.days is not None and each.days <= each.promised for each in found)


def shown(headings: tuple[str, ...], rows: list[list[str]]) -> None:
    table = Table(*headings)
    for row in rows:
        table.add_row(*row)
    Console(width=160).print(table)
