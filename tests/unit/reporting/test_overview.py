"""The overview of a force of which no residents are known."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.unit.reporting.in_memory import FORCE, InMemory, reader_of

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_reporting.web.live import Live


async def test_what_needs_no_residents_is_shown_without_them(definitions: Path) -> None:
    catalogue = replace(load_catalogue(definitions), residents=(), rules={})
    repository = InMemory(catalogue, {}, datetime(2020, 10, 1, 9, tzinfo=UTC))
    live = Live(catalogue, reader_of(catalogue, repository, "board"))
    _, groups = await live.overview(FORCE)
    shown = {each.title for group in groups for each in group.headlines}
    assert "Total recorded crime" in shown
    notes = [note for group in groups for note in group.notes]
    lacking = catalogue.indicators["stop-search.disparity"].title
    assert lacking not in shown
    assert any("no residents of the force are known" in note and lacking in note for note in notes)
