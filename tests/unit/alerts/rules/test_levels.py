"""The level of the last buckets against a limit: what opens it, and that the interval agrees."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.alerts.builders import NOW, fed, rule, shipped, total, totals

from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.observe import observe
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.definitions.models.rules import IndicatorRule

LAST = NOW.date() - timedelta(days=1)
Day = tuple[int, int]


def responses(days: Sequence[Day]) -> TotalsStore:
    """Responses in time of all, day by day up to yesterday."""
    held = totals()
    for back, (hits, of) in enumerate(reversed(days)):
        bucket = f"{LAST - timedelta(days=back)}T10"
        for by in ("grade=priority-2", ""):
            held.put([total(hits, of, bucket=bucket, by=by)])
    return held


def one(made: IndicatorRule, held: TotalsStore) -> Observation:
    found = observe(shipped(), made, held, NOW)
    return next(each for each in found if each.series.force == "west-midlands")


DAYS = st.lists(
    st.integers(60, 200).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))),
    min_size=30,
    max_size=60,
)


@settings(max_examples=40)
@given(days=DAYS, window=st.sampled_from([1, 7]))
def test_an_open_episode_opened_where_the_limit_lay_outside_the_interval(
    days: list[Day], window: int
) -> None:
    """The interval printed and the detector rest on one spread, so that they agree."""
    made = rule(window=window, minimum=1)
    found = one(made, responses(days))
    assert found.figure.value is not None
    lower, upper = found.figure.interval.lower, found.figure.interval.upper
    assert lower is not None
    assert upper is not None
    assert lower <= found.figure.value <= upper
    if found.spell is not None and found.spell.opened == found.bucket:
        assert upper < made.threshold
    if upper < made.threshold:
        assert found.verdict is Verdict.BROKEN
    if found.figure.value >= made.threshold:
        assert found.verdict is Verdict.WITHIN_LIMIT


def test_the_more_days_vary_the_worse_one_must_be() -> None:
    calm = [(66, 100), (67, 100)] * 30
    stormy = [(55, 100), (78, 100)] * 30
    low = (52, 100)
    assert one(rule(), responses([*calm, low])).verdict is Verdict.BROKEN
    assert one(rule(), responses([*stormy, low])).verdict is Verdict.NOT_CERTAIN


def test_with_too_short_a_history_the_rules_own_dispersion_is_assumed() -> None:
    # Two standard errors of chance alone below the limit.
    days = [(66, 100)] * 5 + [(54, 100)]
    assert one(rule(dispersion=1), responses(days)).verdict is Verdict.BROKEN
    assert one(rule(dispersion=4), responses(days)).verdict is Verdict.NOT_CERTAIN


def test_an_episode_lasts_until_the_level_is_back_at_its_limit() -> None:
    usual, low, between = [(78, 100)] * 40, (40, 100), (62, 100)
    found = one(rule(), responses([*usual, low, between]))
    assert found.verdict is Verdict.BROKEN
    assert found.began == f"{LAST - timedelta(days=1)}"
    back = one(rule(), responses([*usual, low, between, (65, 100)]))
    assert (back.verdict, back.recovered) == (Verdict.WITHIN_LIMIT, True)
    assert back.stood_at(f"{LAST - timedelta(days=1)}")


def test_a_correction_of_an_old_day_changes_what_was_found() -> None:
    usual = [(78, 100)] * 40
    held = responses([*usual, (40, 100), (62, 100)])
    assert one(rule(), held).verdict is Verdict.BROKEN
    day = f"{LAST - timedelta(days=1)}"
    for by in ("grade=priority-2", ""):
        held.put([total(77, 100, bucket=f"{day}T10", by=by, revision=2)])
    corrected = one(rule(), held)
    assert corrected.verdict is Verdict.NOT_CERTAIN
    assert not corrected.stood_at(day)


def test_a_correction_that_takes_records_away_leaves_too_few_of_that_day() -> None:
    held = responses([*[(78, 100)] * 40, (40, 100), (62, 100)])
    day = f"{LAST - timedelta(days=1)}"
    assert day not in one(rule(), held).too_few
    for by in ("grade=priority-2", ""):
        held.put([total(1, 5, bucket=f"{day}T10", by=by, revision=2)])
    found = one(rule(), held)
    assert not found.stood_at(day)
    assert found.too_few == {day}


def test_a_percentile_lies_above_its_limit_where_more_than_the_rest_are_slower() -> None:
    made = rule(
        indicator="response.time",
        percentile=90,
        window=7,
        when="above",
        threshold=1800,
        minimum=100,
    )

    def timed(slow: int) -> Observation:
        held = responses([(78, 100)] * 40)
        for back in range(40):
            bucket = f"{LAST - timedelta(days=back)}"
            values = {600: 100 - (slow if back < 7 else 2), 4000: slow if back < 7 else 2}
            fact = total(100, 100, indicator="response.time", bucket=bucket)
            held.put([fact.model_copy(update={"values": values})])
        return one(made, held)

    assert (timed(9).figure.value, timed(9).verdict) == (Fraction(600), Verdict.WITHIN_LIMIT)
    assert (timed(11).figure.value, timed(11).verdict) == (Fraction(4000), Verdict.NOT_CERTAIN)
    assert timed(20).verdict is Verdict.BROKEN


def test_a_rate_is_held_against_its_limit_by_the_residents_that_it_is_of() -> None:
    made = rule(indicator="stop-search.rate", by="", window=7, when="above", threshold=1, minimum=1)
    days = fed("stop-search.rate", date(2026, 4, 1), LAST, n=300)
    quiet = one(made, totals(*days))
    assert quiet.verdict is Verdict.WITHIN_LIMIT
    busy = fed("stop-search.rate", LAST - timedelta(days=6), LAST, n=900)
    held = totals(*days)
    held.put(each.model_copy(update={"revision": 2}) for each in busy)
    found = one(made, held)
    assert found.figure.value == Fraction(6300 * 1000, 2919655)
    assert found.verdict is Verdict.BROKEN
    assert found.figure.interval.lower is not None
    assert found.figure.interval.lower > 1
