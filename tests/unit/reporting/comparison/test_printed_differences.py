"""What the board's documents print otherwise than our reports is told where a reader finds it."""

from collections.abc import Iterator
from pathlib import Path

from tests.printed.published import DOCUMENTS, tables

DOCS = Path(__file__).parents[4] / "docs" / "reports.md"
HEADING = "## Where the board's documents print otherwise"


def told() -> Iterator[tuple[str, str, str]]:
    """The document's print, ours and why, of each line of the table."""
    part = DOCS.read_text(encoding="utf-8").split(HEADING)[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    for line in lines[2:]:
        *_, theirs, ours, why = (cell.strip() for cell in line.strip("|").split("|"))
        yield theirs, ours, why


def test_every_difference_is_told_with_its_reason_and_no_other() -> None:
    listed = [each for document in DOCUMENTS for each in tables(document) if each.differs]
    assert sorted(told()) == sorted((each.text, each.ours, each.differs) for each in listed)
    assert all(why for *_, why in told())
