"""The shipped rules on published records: what an officer of 2019 would have been told."""

from collections.abc import Sequence
from datetime import date, datetime

import pytest
from tests.unit.local.backtest.stored import facts_of, published_searches

from oversight_alerts.backtest.replay import backtest
from oversight_alerts.backtest.result import Backtest, ReplayedEpisode
from oversight_alerts.backtest.totals import StoredTotals
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_local.backtest.trial import chosen
from oversight_measures.periods.period import Period, london_day, london_midnight

pytestmark = pytest.mark.real_data
SURGE_OVER = date(2019, 4, 1)


def replayed(catalogue: Catalogue, force: str, period: Period) -> Backtest:
    searches = [n for n, r in catalogue.rules.items() if r.indicator.startswith("stop-search.")]
    own = [n for n in searches if catalogue.rules[n].force in (None, force)]
    tried = chosen(catalogue, force, own)
    return backtest(tried, StoredTotals(facts_of(tried, published_searches(force))), force, period)


@pytest.fixture(scope="module")
def west_midlands(catalogue: Catalogue) -> Backtest:
    return replayed(catalogue, "west-midlands", Period(date(2019, 1, 1), date(2020, 7, 1)))


@pytest.fixture(scope="module")
def staffordshire(catalogue: Catalogue) -> Backtest:
    return replayed(catalogue, "staffordshire", Period(date(2019, 1, 1), date(2020, 1, 1)))


def episodes(result: Backtest, rule: str, by: str = "") -> Sequence[ReplayedEpisode]:
    return [each for each in result.rules[rule].episodes if each.series.by == by]


def test_the_surge_of_2019_is_one_thread_from_its_first_night_on(west_midlands: Backtest) -> None:
    """The first day beyond what is usual is judged as it is over."""
    surge = episodes(west_midlands, "section-60-surge")[0]
    assert (surge.began, surge.opened_at) == ("2019-02-27", london_midnight(date(2019, 2, 28)))
    (thread,) = (each for each in west_midlands.threads if london_day(each.opened_at) < SURGE_OVER)
    assert london_day(thread.opened_at) == date(2019, 2, 27)
    assert {"section-60-surge", "searches-surge", "disparity-drift"} <= set(thread.rules)


def test_the_rise_of_asian_to_white_is_among_its_members(west_midlands: Backtest) -> None:
    rise = episodes(west_midlands, "disparity-drift", "ethnicity=Asian")[0]
    assert london_day(rise.opened_at) == date(2019, 2, 27)
    assert rise.peak is not None
    assert rise.peak > 2.5


def test_nothing_else_is_told_more_than_four_times(west_midlands: Backtest) -> None:
    first, *others = west_midlands.emails
    assert london_day(first.at) == date(2019, 2, 27)
    assert len(others) <= 4


def test_the_drift_of_staffordshire_opens_in_spring_and_is_over_in_autumn(
    staffordshire: Backtest,
) -> None:
    found = staffordshire.rules["disparity-drift-smaller-forces"].episodes
    assert min(london_day(each.opened_at) for each in found) <= date(2019, 5, 20)
    ends = [each.ended_at for each in found]
    assert None not in ends, "all of it is over"
    last = max(london_day(each) for each in ends if isinstance(each, datetime))
    assert date(2019, 9, 1) <= last < date(2019, 12, 1)
    assert {each.end_reason for each in found} == {"recovered"}
