"""What alerts tells of its rules, held against the definitions as they are now."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_local.failure import Failure
from oversight_local.rules.told import told_series
from oversight_local.rules.watched import Watched

LEVEL, DRIFT = "priority-2-response", "priority-2-slower"


def series(**changes: Any) -> dict[str, Any]:
    volumes = {
        "kind": "share",
        "a_day": 150.0,
        "dispersion": 1.6,
        "source": "as 91 days have varied",
        "share": 0.77,
        "correlation": 0.004,
        "sizes": [150] * 10,
        "limit": 0.65,
        "threshold": None,
    }
    found = {"force": "west-midlands", "area": "force", "by": "grade=priority-2"}
    return {**found, "verdict": "within-limit", "missing": "", "volumes": volumes, **changes}


def told(catalogue: Catalogue, *rules: str, **changes: Any) -> list[Watched]:
    known = replace(catalogue, rules={name: catalogue.rules[name] for name in rules})
    answer = {
        "rules": [
            {
                "id": LEVEL,
                "indicator": "response.within-target",
                "threshold": 65.0,
                "series": [series(**changes)],
            }
        ]
    }
    return list(told_series(known, answer, "west-midlands"))


def test_a_series_has_the_volumes_that_alerts_tells(catalogue: Catalogue) -> None:
    (found,) = told(catalogue, LEVEL)
    assert found.volumes is not None
    assert (found.volumes.a_day, found.volumes.limit) == (150, 0.65)
    assert found.name == "priority-2-response west-midlands force grade=priority-2"


def test_a_limit_that_was_changed_since_is_taken_as_it_is_now(catalogue: Catalogue) -> None:
    rule = catalogue.rules[LEVEL].model_copy(update={"threshold": Decimal(70)})
    (found,) = told(replace(catalogue, rules={LEVEL: rule}), LEVEL)
    assert found.volumes is not None
    assert found.volumes.limit == pytest.approx(0.7)


def test_what_cannot_be_judged_says_why(catalogue: Catalogue) -> None:
    (mute,) = told(catalogue, LEVEL, volumes=None, missing="no baseline is set for it")
    assert (mute.volumes, mute.mute) == (None, "no baseline is set for it")
    (new,) = told(catalogue, DRIFT)
    assert new.mute == "alerts does not have it yet: start it with these definitions"


def test_an_alerts_of_before_is_named(catalogue: Catalogue) -> None:
    answer = told(catalogue, LEVEL)
    assert answer
    with pytest.raises(Failure, match="older than this command"):
        told(catalogue, LEVEL, volumes={"kind": "share"})
