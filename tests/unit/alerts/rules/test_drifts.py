"""Drift from a dated baseline: found, over, mute with its reason, and the same in any order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.alerts.builders import NOW, shipped, total, totals

from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.observe import observe
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.definitions.baselines import Baseline
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.indicators import Break
from oversight_contracts.definitions.models.rules import RULE, IndicatorRule
from oversight_contracts.facts.facts import TotalFact

LAST = NOW.date() - timedelta(days=1)
BASELINE = Baseline.model_validate(
    {
        "force": "west-midlands",
        "rules": ["slower"],
        "from": LAST - timedelta(days=159),
        "to": LAST - timedelta(days=59),
        "set_by": "Head of Performance",
        "set_on": date(2026, 5, 20),
        "why": "the shift pattern of spring",
    }
)
USUAL, SINCE = 100, 60


def slower(**changes: object) -> IndicatorRule:
    fields: dict[str, object] = {
        "id": "slower",
        "title": "Drift",
        "advice": "Ask.",
        "kind": "drift",
        "severity": "warning",
        "indicator": "response.within-target",
        "by": "grade=priority-2",
        "times": 0.9,
        "once_in": "5 years",
        "minimum": 100,
    }
    return RULE.validate_python({**fields, **changes})


def catalogue(*baselines: Baseline) -> Catalogue:
    return replace(shipped(), baselines=baselines or (BASELINE,))


def days_of(hits: Sequence[int], of: int = 150) -> TotalsStore:
    held = totals()
    for back, each in enumerate(reversed(hits)):
        bucket = f"{LAST - timedelta(days=back)}T10"
        for by in ("grade=priority-2", ""):
            held.put([total(each, of, bucket=bucket, by=by)])
    return held


def one(held: TotalsStore, known: Catalogue | None = None, **changes: object) -> Observation:
    found = observe(known or catalogue(), slower(**changes), held, NOW)
    return next(each for each in found if each.series.force == "west-midlands")


def binomial(seed: int, days: int, share: float, of: int = 150) -> list[int]:
    random = Random(seed)
    return [sum(random.random() < share for _ in range(of)) for _ in range(days)]


def test_a_fall_by_a_tenth_is_found_in_days_and_said_since_when() -> None:
    calm = binomial(1, USUAL + SINCE - 5, 0.77)
    assert one(days_of([115] * 5 + calm)).verdict is Verdict.WITHIN_LIMIT
    found = one(days_of([*calm, *binomial(2, 5, 0.69)]))
    assert found.verdict is Verdict.BROKEN
    assert found.began is not None
    assert abs(date.fromisoformat(found.began) - (LAST - timedelta(days=4))) <= timedelta(days=2)
    assert found.usual is not None
    assert found.usual.baseline == BASELINE
    assert found.limit == found.usual.value
    assert 75 < found.usual.value < 79
    assert found.figure.value is not None
    assert found.figure.value < 73


def test_it_is_over_when_what_spoke_for_it_is_used_up() -> None:
    calm = binomial(1, USUAL + SINCE - 40, 0.77)
    fallen, back = binomial(2, 20, 0.69), binomial(3, 20, 0.78)
    found = one(days_of([*calm, *fallen, *back]))
    assert (found.verdict, found.recovered) == (Verdict.WITHIN_LIMIT, True)
    (spell,) = found.spells
    assert found.stood_at(spell.opened)
    assert spell.ended is not None


@settings(max_examples=20)
@given(seed=st.integers(0, 50), order=st.randoms(use_true_random=False))
def test_the_order_in_which_days_come_does_not_count(seed: int, order: Random) -> None:
    hits = [*binomial(seed, USUAL + SINCE - 10, 0.77), *binomial(seed + 1, 10, 0.7)]
    facts = [
        total(each, 150, bucket=f"{LAST - timedelta(days=back)}T10", by=by)
        for back, each in enumerate(reversed(hits))
        for by in ("grade=priority-2", "")
    ]
    # An earlier count of some days came first, and the days were summed already.
    held = totals(*(each.model_copy(update={"n": 0, "revision": 0}) for each in facts[::3]))
    one(held)
    order.shuffle(facts)
    held.put(facts)
    assert one(held) == one(days_of(hits))


@pytest.mark.parametrize(
    ("known", "hits", "why"),
    [
        (replace(shipped(), baselines=()), [115] * 160, "no baseline is set for it"),
        (catalogue(), [115] * 100, "records of its baseline are missing"),
        (
            catalogue(),
            [1] * 160,
            "its baseline has 100 cases, fewer than 120",
        ),
    ],
)
def test_what_has_no_baseline_is_mute_with_the_reason(
    known: Catalogue, hits: list[int], why: str
) -> None:
    found = one(days_of(hits), known, minimum=120)
    assert (found.verdict, found.why_silent) == (Verdict.NO_BASELINE, why)
    assert not found.recovered


def test_a_break_of_the_indicator_ends_its_baseline() -> None:
    known = catalogue()
    indicator = known.indicators["response.within-target"]
    broken = Break(on=LAST - timedelta(days=10), why="the target became 30 minutes")
    changed = indicator.model_copy(update={"breaks": (broken,)})
    indicators = {**known.indicators, indicator.id: changed}
    found = one(days_of([115] * 160), replace(known, indicators=indicators))
    assert found.verdict is Verdict.NO_BASELINE
    assert "its baseline has ended" in found.why_silent
    assert "the target became 30 minutes" in found.why_silent


def test_a_later_baseline_takes_the_place_of_an_earlier_one() -> None:
    rebased = BASELINE.model_copy(
        update={"since": LAST - timedelta(days=40), "until": LAST - timedelta(days=9)}
    )
    hits = [*binomial(1, 110, 0.77), *binomial(2, 50, 0.69)]
    assert one(days_of(hits)).verdict is Verdict.BROKEN
    found = one(days_of(hits), catalogue(BASELINE, rebased))
    assert found.verdict is Verdict.WITHIN_LIMIT
    assert found.usual is not None
    assert found.usual.baseline == rebased


def test_days_without_records_are_no_days_of_it() -> None:
    hits = [*binomial(1, 110, 0.77), *binomial(2, 50, 0.69)]
    held, gap = days_of(hits), LAST - timedelta(days=30)
    whole = one(held)
    missing = totals(*(f for f in _facts(held) if not f.bucket.startswith(f"{gap}")))
    found = one(missing)
    assert (found.verdict, found.began) == (whole.verdict, whole.began)


def _facts(held: TotalsStore) -> list[TotalFact]:
    return [fact for buckets in vars(held)["_series"].values() for fact in buckets.values()]


def test_counts_are_held_against_as_many_days_of_the_baseline() -> None:
    facts = [
        total(n, indicator="complaints.logged", by="", bucket=f"{LAST - timedelta(days=back)}")
        for back in range(160)
        for n in [40 if back < 14 else 20 + back % 3]
    ]
    found = one(totals(*facts), indicator="complaints.logged", by="", times=1.5, once_in="5 years")
    assert found.verdict is Verdict.BROKEN
    assert found.began == f"{LAST - timedelta(days=13)}"
    assert found.figure.value == 14 * 40
    assert found.usual is not None
    assert round(found.usual.value) == 14 * 21
