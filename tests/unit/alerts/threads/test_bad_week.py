"""A bad week of the response, which nine rules look at from as many sides."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.unit.alerts.builders import shipped, total

from oversight_alerts.backtest.replay import backtest
from oversight_alerts.backtest.result import Backtest
from oversight_alerts.backtest.totals import StoredTotals
from oversight_contracts.definitions.baselines import Baseline
from oversight_contracts.facts.facts import TotalFact
from oversight_measures.periods.period import DAY, Period, london_midnight

# The first days of half a year that is well, of the bad week, and of what comes after it.
BEGAN, BAD, OVER = date(2026, 1, 5), date(2026, 6, 15), date(2026, 6, 22)
END = OVER + timedelta(days=21)
AREAS = ("birmingham", "coventry", "dudley", "sandwell", "solihull", "walsall", "wolverhampton")
USUAL = {"priority-1": 83, "priority-2": 78, "priority-3": 70}
# Of each grade in a day and authority.
MANY = {"priority-1": 40, "priority-2": 60, "priority-3": 30}


def _day(day: date, chance: random.Random, worse: int) -> Iterator[TotalFact]:
    bucket = f"{day}T10"
    everything = dict.fromkeys(("force", *AREAS), (0, 0))
    for grade, usual in USUAL.items():
        hits = 0
        slow: dict[int, int] = {}
        for area in AREAS:
            share = (usual - worse + chance.gauss(0, 3)) / 100
            n = sum(chance.random() < share for _ in range(MANY[grade]))
            hits += n
            everything[area] = everything[area][0] + n, everything[area][1] + MANY[grade]
            yield total(n, MANY[grade], by=f"grade={grade}", area=area, bucket=bucket)
            for _ in range(MANY[grade]):
                seconds = round(chance.lognormvariate(6.3 + worse / 20, 0.6))
                slow[seconds] = slow.get(seconds, 0) + 1
        of = MANY[grade] * len(AREAS)
        everything["force"] = everything["force"][0] + hits, everything["force"][1] + of
        yield total(hits, of, by=f"grade={grade}", bucket=bucket)
        times = total(of, indicator="response.time", by=f"grade={grade}", bucket=bucket)
        yield times.model_copy(update={"values": slow})
    for area, (n, of) in everything.items():
        yield total(n, of, by="", area=area, bucket=bucket)
        yield total(of, indicator="response.time", by="", area=area, bucket=bucket)


def _facts(seed: int) -> Iterator[TotalFact]:
    chance, day = random.Random(seed), BEGAN
    while day < END:
        # Worse by another number of points each day, so that limits are passed to and fro.
        worse = chance.choice((6, 12, 20, 25)) if BAD <= day < OVER else 0
        yield from _day(day, chance, worse)
        day += timedelta(days=1)


@pytest.fixture(scope="module", params=[2])
def week(request: pytest.FixtureRequest) -> Backtest:
    rules = {name: rule for name, rule in shipped().rules.items() if "priority" in name}
    assert len(rules) == 9
    baseline = Baseline.model_validate(
        {
            **{"force": "west-midlands", "rules": list(rules), "from": BEGAN, "to": "2026-05-01"},
            **{"set_by": "a test", "set_on": "2026-05-02", "why": "nothing happened"},
        }
    )
    catalogue = replace(shipped(), rules=rules, baselines=(baseline,))
    totals = StoredTotals(_facts(request.param))
    return backtest(catalogue, totals, "west-midlands", Period(date(2026, 6, 1), END))


def test_a_bad_week_makes_four_threads_and_eight_emails_at_most(week: Backtest) -> None:
    opened = sum(len(each.opened) for each in week.rules.values())
    told = [(each.slug, [(e.at.isoformat(), e.said) for e in each.emails]) for each in week.threads]
    assert opened > 8, told
    assert 1 <= len(week.threads) <= 4, told
    in_the_week = [each for each in week.emails if each.at < london_midnight(OVER) + DAY]
    assert 1 <= len(in_the_week) <= 8, told
    # Nobody acknowledged anything: the critical thread has its reminder among them.
    assert [each.kind for each in in_the_week].count("reminder") == 1
