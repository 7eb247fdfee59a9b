"""All shipped rules on forces in which nothing changes, for 200 years at each dispersion."""

from tests.simulations.rule_sets import CONTROL_HEADINGS, nothing_changes
from tests.unit.local.rules.test_simulated import shown

from oversight_local.cli.rules import BUDGET
from oversight_local.rules.statement import EMAILS_A_THREAD

YEARS = 200


def test_no_rule_is_wrong_more_than_one_and_a_half_times_as_often_as_it_states() -> None:
    found = list(nothing_changes(YEARS))
    shown(CONTROL_HEADINGS, [each.row for each in found])
    assert [each for each in found if not each.within(1.5, YEARS)] == []
    threads = [each for each in found if each.rule == "threads of all"]
    assert all(each.stated * EMAILS_A_THREAD <= BUDGET for each in threads)
    assert all(0.75 < each.times < 1.33 for each in threads)
