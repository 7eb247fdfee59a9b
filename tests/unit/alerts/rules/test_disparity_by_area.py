"""Disparity in the authorities of a force: found where numbers allow, mute elsewhere, with why."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.unit.alerts.builders import shipped, total, totals

from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.observe import observe
from oversight_alerts.rules.verdict import Verdict

FIRST, LAST = date(2019, 1, 1), date(2019, 6, 30)
NOW = datetime(2019, 7, 1, 12, tzinfo=UTC)
INDICATOR = "stop-search.disparity"
# Searches: in the large authority many a day, in the small one a few on four days a month.
USUAL = {"birmingham": {"White": 10, "Black": 5}, "solihull": {"White": 2, "Black": 1}}
# In the large one more of one group in the last five weeks, by so many times.
SINCE = LAST - timedelta(days=34)


def searches(times: int) -> TotalsStore:
    held, day = totals(), FIRST
    while day <= LAST:
        for area, groups in {**USUAL, "force": {"White": 12, "Black": 6}}.items():
            more = times if area != "solihull" and day >= SINCE else 1
            if area == "solihull" and day.day % 7:
                continue
            counts = {**groups, "Black": groups["Black"] * more}
            for by, n in {"": sum(counts.values()), **_by(counts)}.items():
                held.put([total(n, bucket=f"{day}", area=area, by=by, indicator=INDICATOR)])
        day += timedelta(days=1)
    return held


def _by(counts: Mapping[str, int]) -> dict[str, int]:
    return {f"ethnicity={group}": n for group, n in counts.items()}


def black(rule: str, held: TotalsStore) -> dict[str, Observation]:
    found = observe(shipped(), shipped().rules[rule], held, NOW)
    return {
        each.series.area: each
        for each in found
        if (each.series.force, each.series.by) == ("west-midlands", "ethnicity=Black")
    }


@pytest.mark.parametrize(
    "rule", ["stop-search-disproportionality-by-area", "disparity-drift-by-area"]
)
def test_a_large_authority_is_judged_and_a_small_one_mute_with_its_reason(rule: str) -> None:
    found = black(rule, searches(6))
    assert found["birmingham"].verdict is Verdict.BROKEN
    assert found["birmingham"].began == f"{SINCE}" or rule.startswith("stop-search")
    assert found["solihull"].verdict.silent
    assert "fewer than" in found["solihull"].why_silent
    assert black(rule, searches(1))["birmingham"].verdict is Verdict.WITHIN_LIMIT


def test_they_are_told_in_the_thread_of_the_force() -> None:
    rules = shipped().rules
    names = ["stop-search-disproportionality-by-area", "disparity-drift-by-area"]
    assert {rules[each].thread for each in names} == {rules["disparity-drift"].thread}
