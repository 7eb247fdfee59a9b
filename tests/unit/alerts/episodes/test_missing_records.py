"""Where records are missing no episode moves and none is mailed; the status names the days."""

from dataclasses import replace
from datetime import date

import pytest
from tests.unit.alerts.builders import (
    GENERATION,
    NOW,
    episode,
    fed,
    numbered,
    shipped,
    total,
    totals,
)

from oversight_alerts.episodes.lifecycle import AlertState
from oversight_alerts.episodes.pipeline import Decision, RecordedState, evaluate
from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.web.rule_status import rule_views

SERIES = RuleSeries("complaints-surge", "west-midlands", "force")
BEFORE = fed("complaints.logged", date(2026, 2, 1), date(2026, 5, 31), n=10)
LATE = fed("complaints.logged", date(2026, 6, 22), date(2026, 7, 14), n=40)


def decided(held: TotalsStore, before: AlertState | None = None) -> Decision:
    recorded = RecordedState({SERIES: before} if before else {}, ())
    decisions = evaluate(shipped(), held, recorded, GENERATION, NOW, numbered())
    return next(each for each in decisions if each.observation.series == SERIES)


def test_no_episode_opens_and_the_status_says_which_days() -> None:
    """880 cases are above the limit, and how many there were in the whole window is not known."""
    decision = decided(totals(*BEFORE, *LATE))
    assert (decision.transition, decision.notified) == (None, None)
    (view,) = (each for each in rule_views(shipped(), [decision]) if each.id == SERIES.rule)
    (series,) = view.series
    assert (series.reason, series.verdict, series.value) == (*["records-missing"] * 2, 880)
    assert series.missing == "records of 16 June 2026 to 21 June 2026 are missing"


@pytest.mark.parametrize("each_day", [1, 900])
def test_an_open_episode_stays_as_it_is(each_day: int) -> None:
    silent = fed("complaints.logged", date(2026, 6, 10), date(2026, 6, 30), n=each_day)
    before = AlertState(episode())
    decision = decided(totals(*silent), before)
    same = AlertState(replace(episode(), mute_since=NOW))
    assert (decision.step.state, decision.notified) == (same, None)


def test_with_all_its_records_the_window_is_judged() -> None:
    early = total(1, indicator="complaints.allegations", by="", bucket="2026-06-20")
    days = fed("complaints.allegations", date(2026, 6, 1), date(2026, 6, 21))
    assert decided(totals(*BEFORE, *LATE, early, *days)).transition == "opened"
