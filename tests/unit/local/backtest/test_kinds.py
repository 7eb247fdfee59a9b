"""A replay of process charts, of what is open, and of milestones: month by month, as it closed."""

from dataclasses import replace
from datetime import date

import pytest
from tests.unit.alerts.rules import test_milestones as plans
from tests.unit.alerts.rules import test_special_causes as charts

from oversight_alerts.backtest.replay import backtest
from oversight_alerts.backtest.result import RuleResult
from oversight_alerts.projection.totals import TotalsStore
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import RULE
from oversight_measures.periods.period import Period, london_day

FORCE = "west-midlands"


def replayed(known: Catalogue, rule: str, held: TotalsStore, period: Period) -> RuleResult:
    alone = replace(known, rules={rule: known.rules[rule]})
    return backtest(alone, held, FORCE, period).rules[rule]


@pytest.mark.parametrize(
    ("rule", "held", "opened", "ended"),
    [
        (charts.VICTIMS, charts.shares(80, 79, 70, 79, 80, 81), (2026, 4, 1), (2026, 7, 1)),
        (
            charts.BACKLOG,
            charts.movements((100, 102), (100, 102), (100, 102), (140, 70), (60, 90), (100, 101)),
            (2026, 5, 1),
            (2026, 6, 1),
        ),
    ],
)
def test_a_special_cause_opens_as_its_month_closes(
    rule: str, held: TotalsStore, opened: tuple[int, int, int], ended: tuple[int, int, int]
) -> None:
    found = replayed(
        charts.catalogue(rule), rule, held, Period(date(2026, 1, 1), date(2026, 7, 14))
    )
    (episode,) = found.episodes
    assert episode.ended_at is not None
    days = london_day(episode.opened_at), london_day(episode.ended_at)
    assert days == (date(*opened), date(*ended))
    assert episode.end_reason == "recovered"


def test_a_milestone_opens_with_the_month_that_puts_it_behind_and_ends_back_on_course() -> None:
    months = [*plans.LAST_YEAR, *4 * [(98, 0)], *4 * [(70, 0)]]
    held = plans.held_of(months, "crime.total", date(2024, 4, 1))
    rule = RULE.validate_python(plans.FEWER_CRIMES)
    known = plans.catalogue()
    known = replace(known, rules={rule.id: rule})
    found = replayed(known, rule.id, held, Period(date(2025, 4, 1), date(2025, 12, 10)))
    (episode,) = found.episodes
    # April to June are a quarter of the year, of one day less than that.
    assert london_day(episode.opened_at) == date(2025, 7, 1)
    assert episode.end_reason == "recovered"
