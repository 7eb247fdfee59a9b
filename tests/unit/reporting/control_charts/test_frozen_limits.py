"""Limits of a process chart that the first points alone set."""

from pathlib import Path

import pytest
from tests.unit.reporting.charted import STABLE, charted, words

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.facts.facts import Total


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def test_frozen_limits_are_those_of_the_first_points(catalogue: Catalogue) -> None:
    plain = charted(catalogue, STABLE[:13])["rows"][-1]["process"]
    document = charted(catalogue, [*STABLE[:13], 150, 160], freeze=13)
    last = document["rows"][-1]["process"]
    assert [last[name] for name in ("centre", "lower_limit", "upper_limit")] == [
        plain[name] for name in ("centre", "lower_limit", "upper_limit")
    ]
    fixed = (
        "from the first 13 months since January 2019, and no later month moves them (XmR chart of "
        "events a day)."
    )
    assert any(each.endswith(fixed) for each in words(document))
    few = words(charted(catalogue, STABLE, freeze=24))
    assert any(
        "set on 15 months from January 2019, to be frozen once there are 24" in w for w in few
    )


def test_a_share_is_frozen_as_a_count_is_and_anew_at_a_step(catalogue: Catalogue) -> None:
    step = {"on": "2020-03-01", "why": "more is known"}
    shares = [Total(n=n * each, of=1000) for each in (2, 8) for n in (*STABLE[:14], 120)]
    document = charted(catalogue, shares[:14] + shares[15:], "crime.business-share", steps=[step])
    frozen = charted(
        catalogue, shares[:14] + shares[15:], "crime.business-share", steps=[step], freeze=14
    )
    ends = [each["rows"][-1]["process"]["centre"] for each in (document, frozen)]
    assert ends[1] == pytest.approx(sum(STABLE[:14]) / 14 * 0.8)
    assert ends[0] > ends[1]
    assert any("first 14 months since March 2020" in each for each in words(frozen))
