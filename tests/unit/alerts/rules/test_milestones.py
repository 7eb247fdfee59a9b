"""Milestones of a plan: behind their course, back on it, missed, or mute with the reason."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.unit.alerts.builders import shipped, total, totals

from oversight_alerts.projection.reach import reach_of
from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.observe import observe
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.plans import PLAN
from oversight_contracts.definitions.models.rules import RULE, RuleReferences
from oversight_measures.periods.period import Every, Period, split

BEGINS, ENDS = date(2025, 4, 1), date(2026, 4, 1)
PLAN_OF = {
    "id": "plan-2025",
    "title": "Police and Crime Plan 2025",
    "document": "police-and-crime-plan-2014-16",
    "force": "west-midlands",
    "periods": {
        "2024-25": {"from": date(2024, 4, 1), "to": BEGINS},
        "2025-26": {"from": BEGINS, "to": ENDS},
    },
    "milestones": [
        {
            **{"row": "C1", "indicator": "crime.total", "period": "2025-26"},
            **{"kind": "percentage-of-baseline", "change": -10, "baseline": "2024-25"},
        },
        {
            **{"row": "C1", "indicator": "confidence.in-this-area", "period": "2025-26"},
            **{"kind": "level", "value": 80},
        },
    ],
}
FEWER_CRIMES = {
    **{"id": "fewer-crimes", "title": "Fewer crimes", "advice": "Ask.", "severity": "warning"},
    **{"kind": "milestone", "force": "west-midlands", "indicator": "crime.total"},
    **{"plan": "plan-2025", "period": "2025-26", "when": "above", "minimum": 1},
}
CONFIDENCE = {
    **FEWER_CRIMES,
    **{"id": "confidence", "indicator": "confidence.in-this-area", "when": "below", "minimum": 50},
}


def catalogue() -> Catalogue:
    plans = {**shipped().plans, "plan-2025": PLAN.validate_python(PLAN_OF)}
    return replace(shipped(), plans=plans)


def look(
    months: Sequence[tuple[int, int]],
    now: date,
    fields: dict[str, object] = FEWER_CRIMES,
    since: date = date(2024, 4, 1),
) -> Observation:
    """The rule over months from April 2024, on a day."""
    rule = RULE.validate_python(fields)
    moment = datetime(now.year, now.month, now.day, 12, tzinfo=UTC)
    (found,) = observe(catalogue(), rule, held_of(months, rule.indicator, since), moment)
    return found


def held_of(months: Sequence[tuple[int, int]], indicator: str, since: date) -> TotalsStore:
    """Totals of so many a day; every day has records."""
    held = totals()
    pieces = split(Period(since, date(2027, 1, 1)), Every.MONTH)
    for piece, (n, of) in zip(pieces, months, strict=False):
        for day in range(piece.period.days):
            at = piece.period.start + timedelta(days=day)
            counted = (n * piece.period.days, of * piece.period.days) if day == 1 else (0, 0)
            held.put([total(*counted, indicator=indicator, by="", bucket=f"{at}")])
    return held


# 100 crimes a day in the year before: 90 a day are what the plan sets.
LAST_YEAR = [(100 + at % 3, 0) for at in range(12)]
SET = 365 * 90


def test_more_crimes_than_its_course_has_by_now_are_behind() -> None:
    found = look([*LAST_YEAR, *4 * [(98, 0)]], date(2025, 8, 10))
    assert found.verdict is Verdict.BROKEN
    assert found.limit is not None
    assert float(found.limit) == pytest.approx(SET * 122 / 365, rel=0.02)
    assert found.figure.value == 98 * 122
    assert found.cause.startswith("where it has to be by now for 3")
    assert found.cause.endswith("by 31 March 2026 (Police and Crime Plan 2025, C1)")
    assert found.began == "2025-06-01"
    assert [float(each.value or 0) for each in found.path] == [2940, 5978, 8918, 11956]


def test_on_its_course_it_is_well_and_before_a_quarter_it_says_nothing() -> None:
    on_course = look([*LAST_YEAR, *4 * [(90, 0)]], date(2025, 8, 10))
    assert on_course.verdict is Verdict.WITHIN_LIMIT
    early = look([*LAST_YEAR, *2 * [(120, 0)]], date(2025, 6, 10))
    assert early.mute == "less than a quarter of its period is over"


def test_a_milestone_that_was_missed_is_told_for_a_quarter_of_a_year() -> None:
    months = [*LAST_YEAR, *12 * [(95, 0)], *6 * [(95, 0)]]
    missed = look(months, date(2026, 4, 10))
    assert missed.verdict is Verdict.BROKEN
    where = "31 March 2026 (Police and Crime Plan 2025, C1)"
    assert missed.cause == f"the milestone that was set for {where}"
    assert look(months, date(2026, 6, 10)).verdict is Verdict.BROKEN
    assert look(months, date(2026, 9, 10)).mute == "its period ended on 31 March 2026"


def test_a_share_is_held_against_its_level() -> None:
    months = [*12 * [(8, 10)], *4 * [(7, 10)]]
    found = look(months, date(2025, 8, 10), CONFIDENCE)
    assert found.verdict is Verdict.BROKEN
    assert found.limit == 80
    assert look([*16 * [(8, 10)]], date(2025, 8, 10), CONFIDENCE).verdict is Verdict.WITHIN_LIMIT


def test_what_it_is_a_change_on_has_to_be_known() -> None:
    found = look(4 * [(98, 0)], date(2025, 8, 10), since=BEGINS)
    assert found.mute == "no level is set, or what it is a change on is not known"
    assert found.verdict is Verdict.NO_BASELINE


def test_its_period_and_baseline_are_kept() -> None:
    reach = reach_of(catalogue(), RULE.validate_python(FEWER_CRIMES))
    assert reach.since is not None
    assert reach.since <= date(2024, 4, 1)


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"plan": "none"}, "plan", "no plan none in milestones"),
        ({"force": "staffordshire"}, "force", "must be west-midlands, whose plan it is"),
        ({"period": "2030"}, "period", "no period 2030: known are 2024-25, 2025-26"),
        ({"period": "2024-25"}, "plan", "sets no level of crime.total for 2024-25"),
        (
            {"indicator": "complaints.open"},
            "indicator",
            "only counts, rates and shares have a course",
        ),
    ],
)
def test_what_nothing_stands_behind_is_named(
    changes: dict[str, object], field: str, reason: str
) -> None:
    rule, known = RULE.validate_python({**FEWER_CRIMES, **changes}), catalogue()
    references = RuleReferences(known.residents, known.dimensions, known.plans)
    assert ((field,), reason) in list(rule.check(known.indicators[rule.indicator], references))
