"""Who carries the change of a figure: the parts are the change, whatever was counted where."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.alerts.builders import NOW, observation, shipped, total, totals

from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.rules.explanation import ELSEWHERE, Explanation, explain
from oversight_alerts.rules.series import RuleSeries

CATALOGUE = shipped()
AREAS = ("force", "birmingham", "dudley")


def explained(rule: str, held: TotalsStore, area: str = "force") -> Explanation | None:
    made = CATALOGUE.rules[rule]
    series = RuleSeries(rule, "west-midlands", area, "grade=priority-2")
    found = replace(observation(50), series=series)
    return explain(CATALOGUE, CATALOGUE.indicators[made.indicator], found, held)


def days(first: int, last: int) -> list[str]:
    return [f"{NOW.date() - timedelta(days=back)}" for back in range(first, last - 1, -1)]


def held(counts: list[tuple[int, int]]) -> TotalsStore:
    """Responses of two authorities, and some of none, over two months and yesterday."""
    found = totals()
    for (birmingham, dudley), span in zip(counts, (days(60, 2), days(1, 1)), strict=True):
        for day in span:
            for by in ("grade=priority-2", ""):
                found.put(
                    [
                        total(birmingham + dudley + 3, 130, by=by, bucket=f"{day}T10"),
                        total(birmingham, 60, by=by, area="birmingham", bucket=f"{day}T10"),
                        total(dudley, 60, by=by, area="dudley", bucket=f"{day}T10"),
                    ]
                )
    return found


COUNTS = st.tuples(st.integers(1, 59), st.integers(1, 59))


@given(COUNTS, COUNTS)
@settings(max_examples=30)
def test_the_parts_are_the_change_of_a_share(before: tuple[int, int], now: tuple[int, int]) -> None:
    found = explained("priority-2-response", held([before, now]))
    assert found is not None
    assert sum(found.parts.values()) == found.change
    assert found.change == Fraction(100 * (sum(now) - sum(before)), 130)
    assert found.parts[ELSEWHERE] == 0


def test_who_fell_carries_the_fall() -> None:
    found = explained("priority-2-response", held([(48, 48), (20, 48)]))
    assert found is not None
    assert max(found.parts, key=lambda each: -found.parts[each]) == "birmingham"
    assert found.parts["dudley"] == 0


def test_a_median_is_of_no_parts() -> None:
    assert explained("priority-2-longest", held([(48, 48), (20, 48)])) is None


@pytest.mark.parametrize("rule", ["priority-2-response-by-area"])
def test_an_authority_is_of_no_other(rule: str) -> None:
    found = explained(rule, held([(48, 48), (20, 48)]), "birmingham")
    assert found is not None
    assert list(found.parts) == [ELSEWHERE]
