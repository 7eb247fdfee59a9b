"""Panels of disparities, days of censuses and residents by age: what is wrong in them is named."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.reference import ResidentsFile
from oversight_contracts.definitions.models.reports import REPORT
from oversight_contracts.definitions.validate.reference import check_censuses
from oversight_contracts.definitions.validate.reports import Known, check_report
from oversight_contracts.measures.disparity import DisparityIndicator, Panel

ENTRY: dict[str, Any] = {
    "basis": "census-2021",
    "force": "west-midlands",
    "source": "ONS",
    "total": 300,
    "groups": {"ethnicity": {"White": 200, "Black": 100}},
}


@pytest.fixture(scope="module")
def shipped(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


@pytest.mark.parametrize(
    ("panel", "place", "reason"),
    [
        (
            {"parts": [{"indicator": "stop-search.none", "title": "none"}]},
            ("panel", "parts", 0, "indicator"),
            "no indicator stop-search.none",
        ),
        (
            {"outcomes": ["stop-search.arrest", "stop-search.searches"]},
            ("panel", "outcomes", 1),
            "stop-search.searches is not a share",
        ),
        (
            {"outcomes": ["stop-search.body-worn-video"]},
            ("panel", "outcomes", 0),
            "stop-search.body-worn-video is not kept by ethnicity",
        ),
        (
            {"benchmarks": ["stop-search.arrest"]},
            ("panel", "benchmarks", 0),
            "stop-search.arrest is not a statistic",
        ),
        (
            {"ages": {"indicator": "stop-search.section-60", "dimension": "age"}},
            ("panel", "ages", "indicator"),
            "stop-search.section-60 is not kept by ethnicity and age",
        ),
    ],
)
def test_what_a_panel_names_and_is_not_there_is_named(
    shipped: Catalogue, panel: dict[str, Any], place: tuple[str, ...], reason: str
) -> None:
    disparity = DisparityIndicator.require(shipped.indicators["stop-search.disparity"])
    changed = disparity.model_copy(update={"panel": Panel.model_validate(panel)})
    assert list(changed.check_others(shipped.indicators, shipped.dimensions, ())) == [
        (place, reason)
    ]


def test_a_panel_plays_no_part_in_what_is_counted(shipped: Catalogue) -> None:
    disparity = shipped.indicators["stop-search.disparity"]
    changed = disparity.model_copy(update={"panel": None})
    other = replace(shipped, indicators={**shipped.indicators, disparity.id: changed})
    assert other.counting_hash == shipped.counting_hash


@pytest.mark.parametrize(
    ("change", "censuses", "place", "reason"),
    [
        (
            {},
            {"census-2031": "2031-03-23"},
            ("censuses", "census-2031"),
            "no residents of census-2031",
        ),
        (
            {"ages": {"ethnicity": {"Asian": {"18-24": 1}}}},
            {},
            ("residents", 0, "ages", "ethnicity", "Asian"),
            "its residents are not among",
        ),
        (
            {"ages": {"ethnicity": {"Black": {"18-24": 60, "25-34": 41}}}},
            {},
            ("residents", 0, "ages", "ethnicity", "Black"),
            "its ages add up to 101, more than 100",
        ),
        (
            {"ages": {"ethnicity": {"Black": {"18 to 24": 60}}}},
            {},
            ("residents", 0, "ages", "ethnicity", "Black", "18 to 24"),
            "no age is ever printed as",
        ),
    ],
)
def test_ages_and_days_that_cannot_be_are_named(
    shipped: Catalogue,
    change: dict[str, Any],
    censuses: dict[str, str],
    place: tuple[str, ...],
    reason: str,
) -> None:
    file = ResidentsFile.model_validate({"residents": [ENTRY | change], "censuses": censuses})
    ((found, why),) = check_censuses(file, shipped.dimensions)
    assert found == place
    assert why.startswith(reason)


@pytest.mark.parametrize(
    ("item", "word", "reason"),
    [
        ({"disparity": "stop-search.none"}, "disparity", "no indicator stop-search.none"),
        ({"disparity": "stop-search.searches"}, "disparity", "stop-search.searches has no `panel`"),
        (
            {"disparity": "stop-search.disparity", "basis": "census-1801"},
            "basis",
            "no residents of census-1801",
        ),
    ],
)
def test_an_item_of_a_report_names_a_panel_that_is_there(
    shipped: Catalogue, item: dict[str, str], word: str, reason: str
) -> None:
    report = REPORT.validate_python(
        {"id": "r", "title": "R", "sections": [{"title": "S", "items": [{"title": "P"} | item]}]}
    )
    known = Known(
        shipped.indicators, shipped.residents, shipped.forces, shipped.dimensions, shipped.surveys
    )
    ((place, why),) = check_report(report, known, {})
    assert place == ("sections", 0, "items", 0, word)
    assert why.startswith(reason)
