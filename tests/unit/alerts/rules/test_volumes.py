"""Each series says how many cases it has and how much it varies, before anything happened to it."""

from datetime import timedelta

import pytest
from tests.unit.alerts.builders import NOW, RuleBuilder, shipped, total, totals
from tests.unit.alerts.rules.test_drifts import BASELINE, catalogue, days_of, one

from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.observe import observe
from oversight_contracts.definitions.models.rules import IndicatorRule
from oversight_contracts.detection import Volumes
from oversight_measures.spread.observed import Kind

LAST = NOW.date() - timedelta(days=1)


def of_rule(rule: IndicatorRule, counts: list[tuple[int, int]], indicator: str) -> Observation:
    held = totals()
    for back, (n, of) in enumerate(reversed(counts)):
        bucket = f"{LAST - timedelta(days=back)}T10"
        for by in {getattr(rule, "by", ""), ""}:
            held.put([total(n, of, bucket=bucket, by=by, indicator=indicator)])
    found = observe(shipped(), rule, held, NOW)
    return next(each for each in found if each.series.force == "west-midlands")


def volumes(observation: Observation) -> Volumes:
    assert observation.volumes is not None
    return observation.volumes


def test_a_level_tells_the_volumes_before_its_window() -> None:
    calm, bad = [(77, 100), (79, 100)] * 30, [(10, 400)]
    found = volumes(of_rule(RuleBuilder()(), [*calm, *bad], "response.within-target"))
    assert (found.kind, found.a_day) == (Kind.SHARE, 100)
    assert found.share == pytest.approx(0.78)
    assert (found.dispersion, found.correlation) == (1, 0)
    assert (found.limit, found.threshold) == (0.65, None)
    assert found.source == "as 60 days have varied"


def test_what_its_rule_takes_at_least_is_said() -> None:
    found = volumes(
        of_rule(RuleBuilder()(dispersion=3.0), [(77, 100)] * 3, "response.within-target")
    )
    assert (found.dispersion, found.source) == (3, "as its rule takes at least")
    assert found.correlation == pytest.approx(2 / 99)


def test_without_one_of_its_rule_two_is_assumed() -> None:
    found = volumes(of_rule(RuleBuilder()(), [(77, 100)] * 3, "response.within-target"))
    assert (found.dispersion, found.source) == (2, "as is assumed of it")


def test_a_count_tells_its_events() -> None:
    rule = RuleBuilder()(
        indicator="stop-search.section-60", by="", window=7, when="above", threshold=150, minimum=1
    )
    found = volumes(of_rule(rule, [(3, 3), (5, 5)] * 20, "stop-search.section-60"))
    assert (found.kind, found.share, found.limit) == (Kind.COUNT, None, 150)
    assert found.a_day == pytest.approx(4, abs=0.2)
    assert found.correlation == 0


def test_a_drift_tells_the_volumes_of_its_baseline_and_its_threshold() -> None:
    hits = [115] * 100 + [60] * 60
    found = volumes(one(days_of(hits)))
    assert found.a_day == 150
    assert found.share == pytest.approx(115 / 150)
    assert found.sizes == (150,) * 10
    assert found.threshold is not None
    assert found.threshold > 1


def test_what_cannot_speak_tells_none() -> None:
    assert one(days_of([115] * 100), catalogue(BASELINE)).volumes is None
