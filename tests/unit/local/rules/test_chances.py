"""The rules of a force as watches over its flows, each series drawn once."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from numpy.random import default_rng

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import LimitRule
from oversight_contracts.detection import Volumes
from oversight_local.rules.chances import Chances, chances_of
from oversight_local.rules.shifts import named_shift
from oversight_local.rules.typical import typical_series
from oversight_local.rules.watched import Watched
from oversight_measures.detectors.flows import Cases, Events, draw_all
from oversight_measures.spread.observed import Kind

TODAY = date(2026, 7, 14)


def of_rules(catalogue: Catalogue, *rules: str) -> list[Watched]:
    kept = {name: catalogue.rules[name] for name in rules}
    return list(typical_series(replace(catalogue, rules=kept), TODAY))


def group(catalogue: Catalogue, name: str, share: float, **changes: Any) -> Watched:
    volumes = Volumes(Kind.RATIO, 36.0, 2.0, "", share, 0.03, (36,) * 10)
    rule = catalogue.rules["disparity-drift"]
    by = f"ethnicity={name}"
    return Watched(rule, "west-midlands", "force", by, volumes._replace(**changes))


def test_rules_on_one_series_draw_it_once_and_share_a_thread(catalogue: Catalogue) -> None:
    found = chances_of(of_rules(catalogue, "priority-2-response", "priority-2-slower"))
    assert len(found.watches) == 2
    (flow,) = found.flows
    assert isinstance(flow, Cases)
    assert {watch.thread for watch in found.watches} == {"west-midlands priority-2-response"}
    # The slowest are other cases of the same incidents, and each authority has its own.
    more = of_rules(catalogue, "priority-2-response", "priority-2-longest")
    assert len(chances_of(more).flows) == 2


def test_a_baseline_says_what_is_usual(catalogue: Catalogue) -> None:
    level, drift = of_rules(catalogue, "priority-2-response", "priority-2-slower")
    assert level.volumes is not None
    fallen = level._replace(volumes=level.volumes._replace(share=0.7))
    (flow,) = chances_of([fallen, drift]).flows
    assert isinstance(flow, Cases)
    assert drift.volumes is not None
    assert flow.share == drift.volumes.share


def test_groups_share_their_reference_and_vary_as_their_ratio_does(catalogue: Catalogue) -> None:
    groups = [group(catalogue, "Black", 0.25), group(catalogue, "Asian", 0.4, correlation=0.01)]
    found = chances_of(groups)
    assert len(found.flows) == 3
    drawn = draw_all(found.flows, default_rng(1), 200, 200)
    for each, watch in zip(groups, found.watches, strict=True):
        hits, misses = drawn[watch.hits[0]], drawn[watch.misses[0]]
        assert each.volumes is not None
        share = each.volumes.share or 0
        assert hits.mean() / (hits + misses).mean() == pytest.approx(share, rel=0.02)
        # What a share of so many correlated cases varies by, summed over 50 days.
        by_fifty = [days.reshape(200, 4, 50).sum(axis=2) for days in (hits, misses)]
        found_share = by_fifty[0] / (by_fifty[0] + by_fifty[1])
        of = float((hits + misses).mean())
        correlated = 1 + of * each.volumes.correlation / (1 - each.volumes.correlation)
        expected = share * (1 - share) / (of * 50) * correlated
        assert np.var(found_share) == pytest.approx(expected, rel=0.15)


def test_outcome_tests_of_an_area_share_the_reference_groups_cases(catalogue: Catalogue) -> None:
    watched = of_rules(catalogue, "outcome-difference")
    found = chances_of(watched)
    assert [each.name.split("=")[1] for each in found.watches] == ["Black", "Asian", "Mixed"]
    assert {watch.others for watch in found.watches} == {found.watches[0].others}
    assert len(found.flows) == 4
    assert [each.mute for each in found.mute] == ["about 84 cases in its 8 weeks, fewer than 100"]
    shift = named_shift(found.watched[found.watches[0].name], found.flows_of(found.watches[0]))
    own, reference = shift.flows
    assert isinstance(own, Cases)
    assert isinstance(reference, Cases)
    assert (own.share, reference.share) == pytest.approx((0.15, 0.25))
    assert shift.words == "a difference of 10"
    ungrouped = watched[0]._replace(
        volumes=watched[0].volumes and watched[0].volumes._replace(reference_share=None)
    )
    assert [each.mute for each in chances_of([ungrouped]).mute] == ["it has no cases"]


def test_what_cannot_speak_is_mute_and_says_why(catalogue: Catalogue) -> None:
    (area,) = of_rules(catalogue, "priority-2-response-by-area")[-1:]
    assert area.volumes is not None
    few = area._replace(volumes=area.volumes._replace(a_day=10.5))
    silent = area._replace(volumes=None, mute="no baseline is set for it")
    none = group(catalogue, "Other", 0.0)
    found = chances_of([few, silent, none])
    assert not found.watches
    assert [each.mute for each in found.mute] == [
        "about 74 cases in its 7 days, fewer than 100",
        "no baseline is set for it",
        "it has no cases",
    ]


def test_each_rule_names_the_shift_that_it_is_there_to_find(catalogue: Catalogue) -> None:
    rules = ("priority-2-response", "priority-2-longest", "priority-2-slower", "section-60-surge")
    found = chances_of([*of_rules(catalogue, *rules), group(catalogue, "Black", 0.25)])
    told = {watch.name.split()[0]: shifted(found, watch.name) for watch in found.watches}
    surge = catalogue.rules["section-60-surge"]
    assert isinstance(surge, LimitRule)
    level = surge.threshold + (surge.worse_by or 0)
    words = {rule: each for rule, (each, _) in told.items()}
    assert words == {
        "priority-2-response": "a level of 60",
        "priority-2-longest": "1.5 times as many beyond 10800 as may be",
        "priority-2-slower": "0.9 times the usual",
        "section-60-surge": f"a level of {level}",
        "disparity-drift": "1.3 times the usual",
    }
    sizes = [size for _, size in told.values()]
    assert sizes == pytest.approx([0.6, 0.15, 0.77 * 0.9, float(level) / 7, 36 * 0.25 * 1.3])


def shifted(found: Chances, name: str) -> tuple[str, float]:
    watch = next(each for each in found.watches if each.name == name)
    shift = named_shift(found.watched[name], found.flows_of(watch))
    own = next(flow for flow in shift.flows if set(flow.names) & set(watch.hits))
    return shift.words, own.a_day[0] if isinstance(own, Events) else own.share
