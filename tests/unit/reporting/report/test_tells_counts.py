"""Who is told how many records a changed figure rests on: the board, where nothing is hidden."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.unit.reporting.in_memory import FORCE, InMemory, reader_of

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_contracts.definitions.models.reports import Audience
from oversight_measures.periods.period import Period
from oversight_reporting.report.builder import ReportWriter

QUARTER = Period(date(2020, 7, 1), date(2020, 10, 1))


@pytest.mark.parametrize(
    ("shown_to", "said", "tells"),
    [
        ("board", {"audience": "board"}, True),
        ("board", {"audience": "public"}, False),
        ("public", {"audience": "board"}, False),
        ("board", {"audience": "board", "small_numbers": {"below": 5}}, False),
    ],
)
async def test_only_who_may_see_every_count(
    definitions: Path, shown_to: Audience, said: Mapping[str, Any], tells: bool
) -> None:
    catalogue = replace(load_catalogue(definitions), rules={})
    report = catalogue.reports["board-quarter"]
    other = type(report).model_validate({**report.model_dump(by_alias=True), **said})
    catalogue = replace(catalogue, reports={"board-quarter": other})
    repository = InMemory(catalogue, {}, datetime(2020, 10, 1, 9, tzinfo=UTC))
    writer = ReportWriter(catalogue, reader_of(catalogue, repository, shown_to), shown_to)
    _, basis = await writer.write_with_basis("board-quarter", FORCE, QUARTER)
    assert basis.tells_counts is tells


@pytest.mark.parametrize(
    ("indicator", "once"),
    [
        ("crime.total", True),
        ("stop-search.disparity", True),
        # A crime is on both sides of the share solved, a case in and out of what is open.
        ("crime.solved", False),
        ("complaints.open", False),
    ],
)
def test_to_which_figures_a_record_adds_once(definitions: Path, indicator: str, once: bool) -> None:
    assert load_catalogue(definitions).indicators[indicator].adds_once is once
