"""Special causes of process charts: found, over, mute with their reason; balances and waves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.unit.alerts.builders import shipped, total, totals

from oversight_alerts.projection.reach import FIRST_RECORDS, reach_of
from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.rules.kinds import RULE_KINDS
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.observe import observe
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.definitions.baselines import Baseline
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.indicators import Break
from oversight_contracts.definitions.models.opening import Opening
from oversight_contracts.measures.stock import StockIndicator
from oversight_measures.periods.period import Every, Period, split

NOW = datetime(2026, 7, 14, 14, 2, tzinfo=UTC)
VICTIMS, BACKLOG, CONFIDENCE = (
    "victims-satisfaction",
    "complaints-backlog",
    "confidence-in-this-area",
)
# So that months before and after it are as they are named: 13 of its own, and what comes since.
SINCE, UNTIL = date(2024, 12, 1), date(2026, 1, 1)
STEADY = (80, 82, 79, 81, 78, 80, 82, 81, 79, 80, 81, 79, 80)


def catalogue(rule: str = VICTIMS, since: date = SINCE, until: date = UNTIL) -> Catalogue:
    fields = {
        "force": "west-midlands",
        "rules": [rule],
        "from": since,
        "to": until,
        "set_by": "Head of Performance",
        "set_on": until,
        "why": "a year without changes of the questions",
    }
    return replace(shipped(), baselines=(Baseline.model_validate(fields),))


def of_months(
    counts: Sequence[tuple[int, int]],
    indicator: str = "satisfaction.victims",
    since: date = SINCE,
    every: Every = Every.MONTH,
) -> TotalsStore:
    """Totals of hits and cases, a month each, on its second day; every day has records."""
    held = totals()
    pieces = split(Period(since, date(2027, 1, 1)), every)
    for piece, (n, of) in zip(pieces, counts, strict=False):
        for day in range(piece.period.days):
            at = piece.period.start + timedelta(days=day)
            counted = (n, of) if day == 1 else (0, 0)
            held.put([total(*counted, indicator=indicator, by="", bucket=f"{at}")])
    return held


def one(held: TotalsStore, rule: str = VICTIMS, known: Catalogue | None = None) -> Observation:
    known = known or catalogue(rule)
    found = observe(known, known.rules[rule], held, NOW)
    return next(each for each in found if each.series.force == "west-midlands")


def shares(*later: int) -> TotalsStore:
    return of_months([(hits * 4, 400) for hits in (*STEADY, *later)])


@pytest.mark.parametrize(
    ("later", "cause", "began"),
    [
        ((80, 79, 81, 80, 79, 80), None, None),
        ((80, 79, 81, 80, 82, 70), "outside its limit", "2026-06-01"),
        ((80, 79, 81, 82, 70, 79), "outside its limit in May 2026", "2026-05-01"),
        ((80, 79, 81, 70, 80, 81), None, None),
        ((80, 79, 81, 80, 79, 92), None, None),
    ],
)
def test_a_month_outside_its_limits_opens_and_one_back_at_the_mean_ends(
    later: tuple[int, ...], cause: str | None, began: str | None
) -> None:
    found = one(shares(*later))
    assert found.verdict is (Verdict.BROKEN if cause else Verdict.WITHIN_LIMIT)
    assert (found.cause or None, found.began) == (cause, began)
    assert found.usual is not None
    assert float(found.usual.value) == pytest.approx(80.15, abs=0.01)
    assert found.figure.value == later[-1]


def test_seven_months_on_the_worse_side_are_a_special_cause() -> None:
    held = of_months([(each * 4, 400) for each in (*STEADY[:12], *6 * (79,))], since=SINCE)
    known = catalogue(until=date(2025, 12, 1))
    # Twelve points set no limits, and the reason says how many do.
    assert one(held, known=known).mute == "its baseline has 12 months with a figure, fewer than 13"
    earlier = catalogue(since=date(2024, 11, 1), until=date(2025, 12, 1))
    months = [(each * 4, 400) for each in (*STEADY, *7 * (79,))]
    found = one(of_months(months, since=date(2024, 11, 1)), known=earlier)
    assert found.cause == "seven in a row on the worse side of the mean"
    assert found.began == "2025-12-01"


def test_without_a_baseline_the_first_points_on_record_set_the_limits() -> None:
    found = one(shares(80, 79, 81, 80, 79, 70), known=shipped())
    assert found.cause == "outside its limit"
    assert found.usual is not None
    assert (found.usual.baseline.since, found.usual.baseline.until) == (SINCE, UNTIL)
    assert found.usual.baseline.set_by == "nobody"
    why = "the first 13 months on record: no baseline is set for it"
    assert found.usual.baseline.why == why
    # What comes later never moves them, nor does a year without any answer before.
    assert one(shares(*6 * (70,)), known=shipped()).usual == found.usual


def test_without_enough_points_it_is_mute_and_says_how_many_it_has() -> None:
    months = [(each * 4, 400) for each in STEADY[:12]]
    held = of_months([(0, 0), *months, *6 * ((0, 0),)])
    assert one(held, known=shipped()).mute == (
        "no baseline is set for it, and it has 12 months with a figure since it is counted as now, "
        "fewer than 13"
    )


def test_points_of_another_way_of_counting_set_no_limits() -> None:
    known = shipped()
    own = known.indicators["satisfaction.victims"]
    broken = own.model_copy(
        update={"breaks": (Break(on=date(2025, 7, 1), why="another question"),)}
    )
    indicators = {**known.indicators, own.id: broken}
    found = one(shares(80, 79, 81, 80, 79, 70), known=replace(known, indicators=indicators))
    assert "and it has 12 months with a figure" in found.mute


def test_how_slow_the_slowest_are_is_held_against_a_baseline_that_is_set() -> None:
    known = shipped()
    wanted = {"indicator": "complaints.days-to-finalise", "when": "above", "percentile": 90}
    slowest = known.rules[VICTIMS].model_copy(update=wanted)
    of_slowest = replace(known, rules={VICTIMS: slowest})
    assert one(shares(80), known=of_slowest).mute == "no baseline is set for it"


def test_a_force_without_a_baseline_is_kept_from_its_first_record_on() -> None:
    known = shipped()
    assert reach_of(known, known.rules[VICTIMS]).since == FIRST_RECORDS
    of_one = known.rules[VICTIMS].model_copy(update={"force": "west-midlands"})
    assert reach_of(catalogue(), of_one).since == SINCE


def movements(*later: tuple[int, int]) -> TotalsStore:
    """One month of 400 complaints, 13 of about 100 opened and closed each, and what came later."""
    steady = [(100 + at % 3, 100 + (at + 1) % 3) for at in range(13)]
    months = [(400, 0), *steady, *later]
    return of_months(months, indicator="complaints.open", since=date(2024, 11, 1))


def test_a_backlog_grows_where_more_comes_than_goes_than_was_usual() -> None:
    even = [(100, 102)] * 3
    steady = one(movements(*even, (103, 99), (101, 101), (101, 101)), BACKLOG)
    assert steady.verdict is Verdict.WITHIN_LIMIT
    found = one(movements(*even, (140, 70), (150, 70), (160, 60)), BACKLOG)
    assert found.verdict is Verdict.BROKEN
    assert found.began == "2026-04-01"
    # What is open at the end of the last month, and was at the end of the baseline.
    assert found.usual is not None
    assert found.usual.value == 399
    assert found.figure.value == 399 - 6 + 70 + 80 + 100
    assert [float(each.value or 0) for each in found.path][-3:] == [463, 543, 643]


def test_a_balance_below_nothing_is_no_figure_and_says_what_is_missing() -> None:
    found = one(movements((100, 600), *5 * ((100, 101),)), BACKLOG)
    assert found.verdict is Verdict.NOT_RECORDED
    assert found.why_silent == "what was open before records begin is not known"


def test_a_balance_is_read_from_its_opening_or_from_the_first_record() -> None:
    known = catalogue(BACKLOG)
    rule = known.rules[BACKLOG]
    assert reach_of(known, rule).since == FIRST_RECORDS
    stock = StockIndicator.require(known.indicators["complaints.open"])
    opening = Opening.model_validate(
        {"day": "2025-03-01", "balances": {"west-midlands": {"force": 500}}, "source": "a count"}
    )
    opened = replace(
        known,
        indicators={**known.indicators, stock.id: stock.model_copy(update={"opening": opening})},
    )
    held = movements((101, 101), (140, 70), (150, 70))
    moved = sum(100 + at % 3 - 100 - (at + 1) % 3 for at in range(3, 13)) + 70 + 80
    assert one(held, BACKLOG, opened).figure.value == 500 + moved


def test_quarters_without_a_wave_are_no_points() -> None:
    since, until = date(2021, 4, 1), date(2025, 4, 1)
    waves = [(0, 0) if at in (4, 9, 14) else (400 + at % 4, 500) for at in range(16)]
    known = catalogue(CONFIDENCE, since, until)
    for later, verdict in (((401, 500), Verdict.WITHIN_LIMIT), ((330, 500), Verdict.BROKEN)):
        held = of_months(
            [*waves, (402, 500), (0, 0), later], "confidence.in-this-area", since, Every.QUARTER
        )
        found = one(held, CONFIDENCE, known)
        assert found.verdict is verdict
        assert found.bucket == "2025-10-01"
        # 13 points tell a season of four quarters: limits are as wide as it is uncertain.
        assert found.volumes is not None
        assert found.volumes.dispersion == pytest.approx(17 / 9)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (VICTIMS, "opens at a special cause below the mean"),
        (VICTIMS, "chance alone opens it once in 5.5 years on average"),
        (CONFIDENCE, "chance alone opens it once in 16.4 years on average"),
        (BACKLOG, "holds what came among all that came and went of each month"),
    ],
)
def test_its_terms_say_when_and_how_often_by_chance(rule: str, words: str) -> None:
    shown = shipped().rules[rule]
    indicator = shipped().indicators[shown.indicator]
    assert words in RULE_KINDS["special-cause"].terms(shown, indicator)
