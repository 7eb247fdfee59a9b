"""A load into a force that is kept in memory, from files that a test writes."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.unit.local.client.fakes import FakeForce

from oversight_local.load.engine import begin_load
from oversight_local.load.importer import Importer
from oversight_local.load.rejects import RejectsFile
from oversight_local.load.source_file import open_table
from oversight_local.load.stop_search.editions import EditionLoader, LoadedEdition
from oversight_local.load.stop_search.layout import edition_of
from oversight_local.load.stop_search.wordings import Wordings, read_wordings
from oversight_local.load.summary import LoadSummary

NOW = datetime(2026, 12, 1, tzinfo=UTC)
REFUSED = "refused.csv"
SHIPPED = read_wordings()
# As they are, but that no wording is left out.
STRICT = tuple(replace(each, refuses=True) for each in SHIPPED)


def load(
    importer: Importer, force: FakeForce, folder: Path, *files: Path, replace_most: bool = False
) -> LoadSummary:
    """Load files; refused rows go to ``folder``."""
    with (
        RejectsFile(folder / REFUSED) as rejects,
        begin_load(importer, folder, rejects) as under_way,
    ):
        under_way.read([open_table(file) for file in files], ignore)
        under_way.assemble(ignore)
        under_way.replace(force.listing, force, NOW, replace_most, ignore)
        return under_way.summary


def load_edition(
    force: FakeForce,
    path: Path,
    replace_most: bool = False,
    now: datetime = NOW,
    wordings: Wordings = SHIPPED,
) -> LoadedEdition:
    """Load a file of stops and searches; refused rows go beside it."""
    with RejectsFile(path.with_name(REFUSED)) as rejects:
        loader = EditionLoader(
            force.listing,
            force,
            lambda: None,
            lambda: now,
            path.parent,
            rejects,
            replace_most,
            wordings,
        )
        return loader.load(edition_of(path))


def a_file(path: Path, rows: Sequence[Mapping[str, str]], separator: str = ",") -> Path:
    """Rows as a CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=separator, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def refused_in(folder: Path) -> list[dict[str, str]]:
    """The rows of the file of refusals."""
    with (folder / REFUSED).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def ignore(done: int) -> None:
    """Nobody looks at the progress."""
