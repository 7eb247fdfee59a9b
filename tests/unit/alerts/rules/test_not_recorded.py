"""Rules are mute where records say nothing of what they judge: a figure of nothing is no zero."""

from datetime import date, timedelta

import pytest
from tests.unit.alerts.builders import NOW, fed, shipped, total, totals

from oversight_alerts.episodes.lifecycle import NoTransition
from oversight_alerts.projection.retention import Retention
from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.observe import observe
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.facts.facts import TotalFact
from oversight_contracts.recorded_fields import STATED
from oversight_contracts.time_buckets import bucket_of_hour

FIRST, LAST = date(2026, 2, 1), date(2026, 7, 14)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return shipped()


def observed(catalogue: Catalogue, name: str, held: TotalsStore) -> list[Observation]:
    found = observe(catalogue, catalogue.rules[name], held, NOW)
    return [each for each in found if each.series.force == "west-midlands"]


def stated(kind: str, field: str, *counts: int) -> list[TotalFact]:
    """How many records of each month up to July state a field."""
    months = [f"2026-{7 - back:02}-01" for back in reversed(range(len(counts)))]
    return [
        total(count, indicator=STATED, by=f"{kind}={field}", bucket=month)
        for month, count in zip(months, counts, strict=True)
    ]


def searches(groups: dict[str, int]) -> TotalsStore:
    return totals(
        *(
            total(
                n, indicator="stop-search.disparity", by=f"ethnicity={group}", bucket="2026-07-01"
            )
            for group, n in groups.items()
        ),
        *fed("stop-search.searches", FIRST, LAST),
    )


def test_a_group_that_no_record_has_is_not_judged(catalogue: Catalogue) -> None:
    name = "stop-search-disproportionality"
    black, asian, *_ = observed(catalogue, name, searches({"White": 300, "Black": 290}))
    assert black.verdict is Verdict.BROKEN
    # A rate of nothing lies within the limit, and would end an episode.
    assert (asian.verdict, asian.recovered) == (Verdict.NOT_RECORDED, False)
    assert asian.untold == "no record of the period has this value"


def test_where_no_record_names_an_area_its_rule_is_mute(catalogue: Catalogue) -> None:
    name = "priority-2-response-by-area"
    days = [f"2026-07-{day:02}T10" for day in range(7, 14)]
    whole = [total(40, 100, by="", bucket=each) for each in days]
    for found in observed(catalogue, name, totals(*whole)):
        assert (found.verdict, found.untold) == (
            *(Verdict.NOT_RECORDED, "no record names an area"),
        )
    named = [total(40, 100, by="", area="walsall", bucket=each) for each in days]
    verdicts = {each.verdict for each in observed(catalogue, name, totals(*whole, *named))}
    assert Verdict.NOT_RECORDED not in verdicts


def test_a_response_of_which_no_incident_says_when_it_came_is_not_recorded(
    catalogue: Catalogue,
) -> None:
    days = [LAST - timedelta(days=back) for back in range(1, 40)]
    share = [
        total(0, 200, bucket=f"{day}T10", by=by) for day in days for by in ("grade=priority-2", "")
    ]
    records = stated("incident", "received_at", 9_000, 9_000)
    (found,) = observed(catalogue, "priority-2-response", totals(*share, *records))
    assert (found.verdict, found.untold) == (Verdict.NOT_RECORDED, "not recorded")
    with_times = stated("incident", "arrived_at", 8_000, 8_000)
    (found,) = observed(catalogue, "priority-2-response", totals(*share, *records, *with_times))
    assert found.verdict is Verdict.BROKEN


def test_a_verdict_of_silence_is_a_reason_that_rules_name() -> None:
    assert NoTransition(Verdict.NOT_RECORDED.value) is NoTransition.NOT_RECORDED
    assert Verdict.NOT_RECORDED.silent


def test_which_months_state_a_field_is_kept_for_ever() -> None:
    horizons = Retention.of(shipped()).horizons(NOW)
    assert horizons[STATED] < "0001-01-01"


def hourly(*silent: int) -> list[TotalFact]:
    """Sixty incidents an hour for sixty days, and none that many hours ago."""
    hours = [NOW.replace(minute=0) - timedelta(hours=n) for n in range(24 * 60)]
    return [
        total(50, 60, by=by, bucket=bucket_of_hour(hour))
        for back, hour in enumerate(hours)
        if back not in silent
        for by in ("", "grade=priority-2")
    ]


def test_hours_without_records_are_not_judged_where_there_always_are_some(
    catalogue: Catalogue,
) -> None:
    (found,) = observed(catalogue, "priority-2-response", totals(*hourly()))
    assert (found.verdict, found.lacks) == (Verdict.WITHIN_LIMIT, "")
    (found,) = observed(catalogue, "priority-2-response", totals(*hourly(26, 27, 28)))
    assert (found.verdict, found.recovered) == (Verdict.RECORDS_MISSING, False)
    assert found.lacks == "records of 13 July 2026, 11:00 to 14:00 are missing"
