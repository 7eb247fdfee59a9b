"""What runs and what is simulated are one: on the same days both find the same episodes."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest
from numpy.random import default_rng
from tests.unit.alerts.builders import NOW, RuleBuilder, shipped, total, totals
from tests.unit.alerts.rules.test_drifts import BASELINE, catalogue, slower

from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.observe import observe
from oversight_contracts.definitions.models.rules import RULE, IndicatorRule
from oversight_contracts.detection import detector_of
from oversight_measures.detectors.cusum import Cusum
from oversight_measures.detectors.flows import Cases, Counts, Events, Flow, draw_all
from oversight_measures.detectors.shifts import CountShift
from oversight_measures.detectors.watches import Watch

LAST = NOW.date() - timedelta(days=1)
DAYS = 159
PRIORITY_2 = Cases("in time", "late", (150.0,), 0.72, 0.02)
SECTION_60 = Events("section 60", (20.0,), 4)
SEARCHES = [Events("White", (22.0,), 3), Events("Black", (7.3,), 3)]
SURGE = RuleBuilder()(
    indicator="stop-search.section-60", by="", window=7, when="above", threshold=135, minimum=1
)


def disparity_drift() -> IndicatorRule:
    return RULE.validate_python(
        {
            "id": "slower",
            "title": "Drift",
            "advice": "Ask.",
            "kind": "disparity-drift",
            "severity": "warning",
            "indicator": "stop-search.disparity",
            "groups": ["Black"],
            "basis": "census-2021",
            "times": 1.3,
            "once_in": "60 days",
            "minimum": 20,
        }
    )


def drift_of_count() -> IndicatorRule:
    return slower(indicator="stop-search.section-60", by="", times=1.2, once_in="60 days")


def outcomes() -> IndicatorRule:
    return RULE.validate_python(
        {
            "id": "outcomes",
            "title": "Outcomes",
            "advice": "Ask.",
            "kind": "outcome-difference",
            "severity": "warning",
            "indicator": "stop-search.positive-outcome",
            "breakdown": "ethnicity",
            "groups": ["Black"],
            "reference": "White",
            "when": "below",
            "bucket": "day",
            "window": 3,
            "threshold": 1,
            "minimum": 40,
        }
    )


OUTCOMES: list[Flow] = [
    Cases("Black hits", "Black misses", (20.0,), 0.16, 0.01),
    Cases("White hits", "White misses", (40.0,), 0.25, 0.01),
]
CASES: list[tuple[IndicatorRule, list[Flow], tuple[str, ...], tuple[str, ...]]] = [
    (outcomes(), OUTCOMES, ("Black hits",), ("Black misses",)),
    (RuleBuilder()(threshold=70), [PRIORITY_2], ("in time",), ("late",)),
    (RuleBuilder()(threshold=71, window=5), [PRIORITY_2], ("in time",), ("late",)),
    (SURGE, [SECTION_60], ("section 60",), ()),
    (slower(times=0.95, once_in="60 days"), [PRIORITY_2], ("in time",), ("late",)),
    (drift_of_count(), [SECTION_60], ("section 60",), ()),
    (disparity_drift(), [*SEARCHES], ("Black",), ("White",)),
]


@pytest.mark.parametrize(
    ("rule", "flows", "hits", "misses"),
    CASES,
    ids=["outcomes", "level", "level of days", "surge", "drift", "drift of a count", "disparity"],
)
def test_episode_for_episode(
    rule: IndicatorRule, flows: Sequence[Flow], hits: tuple[str, ...], misses: tuple[str, ...]
) -> None:
    episodes = 0
    for seed in range(4):
        drawn = {
            name: runs[0] for name, runs in draw_all(flows, default_rng(seed), 1, DAYS).items()
        }
        observation = observed(rule, drawn)
        episodes += len(observation.spells)
        assert observation.first is not None
        first = DAYS - (LAST - date.fromisoformat(observation.first)).days - 1
        assert by_watch(observation, rule, drawn, hits, misses, first) == by_day(observation, first)
    assert episodes > 1


def observed(rule: IndicatorRule, drawn: dict[str, Counts]) -> Observation:
    held = totals()
    for at in range(DAYS):
        bucket = (LAST - timedelta(days=DAYS - 1 - at)).isoformat()
        counts = {name: int(each[at]) for name, each in drawn.items()}
        if "late" in counts:
            of = counts["in time"] + counts["late"]
            facts = {"": (counts["in time"], of), "grade=priority-2": (counts["in time"], of)}
        elif "White" in counts:
            facts = {f"ethnicity={name}": (each, 0) for name, each in counts.items()}
            facts[""] = (sum(counts.values()), 0)
        elif "White hits" in counts:
            facts = {
                f"ethnicity={name}": (
                    counts[f"{name} hits"],
                    counts[f"{name} hits"] + counts[f"{name} misses"],
                )
                for name in ("Black", "White")
            }
            facts[""] = (sum(n for n, _ in facts.values()), sum(of for _, of in facts.values()))
        else:
            facts = {"": (counts["section 60"], 0)}
        hour = "T10" if rule.indicator.startswith("response") else ""
        held.put(
            total(n, of, bucket=bucket + hour, by=by, indicator=rule.indicator)
            for by, (n, of) in facts.items()
        )
    known = catalogue() if rule.id in BASELINE.rules else shipped()
    found = observe(known, rule, held, NOW)
    return next(each for each in found if each.series.force == "west-midlands")


def by_watch(
    observation: Observation,
    rule: IndicatorRule,
    drawn: dict[str, Counts],
    hits: tuple[str, ...],
    misses: tuple[str, ...],
    first: int,
) -> list[bool]:
    assert observation.volumes is not None
    detector = detector_of(rule, observation.volumes)
    of_count = isinstance(detector, Cusum) and isinstance(detector.shift, CountShift)
    expected = (observation.volumes.a_day,) if of_count else ()
    others = ("White hits", "White misses") if "White hits" in drawn else ()
    watch = Watch("w", detector, hits, misses, expected=expected, others=others)
    open_ = watch.open_days({name: np.array([each[first:]]) for name, each in drawn.items()})
    return [bool(each) for each in open_[0]]


def by_day(observation: Observation, first: int) -> list[bool]:
    day = LAST - timedelta(days=DAYS - 1 - first)
    return [
        observation.stood_at((day + timedelta(days=at)).isoformat()) for at in range(DAYS - first)
    ]
