"""Runs a load with its progress, and prints what became of the rows."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from rich.console import Console

from oversight_local.client.ingest import IngestClient, feed_client
from oversight_local.client.stored_records import fetch_stored
from oversight_local.failure import Failure
from oversight_local.forces.counted import require_counted
from oversight_local.load.engine import begin_load
from oversight_local.load.importer import Importer
from oversight_local.load.output import (
    print_editions,
    print_encoding,
    print_kept_back,
    print_refused,
    print_summary,
)
from oversight_local.load.places import read_definitions
from oversight_local.load.rejects import RejectsFile
from oversight_local.load.source_file import open_table
from oversight_local.load.stop_search.editions import edition_loader
from oversight_local.load.stop_search.layout import find_editions, find_files
from oversight_local.load.summary import LoadSummary
from oversight_local.load.table import Table
from oversight_local.progress import progress_bar, settle_with_progress
from oversight_local.stack.stack_file import StackFile

SETTLE_SECONDS = 300.0
EDITION_SETTLE_SECONDS = 120.0


def load_files(
    stack: StackFile,
    console: Console,
    importer: Importer,
    files: list[Path],
    sheet: str | None,
    refused: Path,
    replace_most: bool,
) -> None:
    """Load ``files`` together, of workbooks ``sheet``, and print what became of them.

    Raises ``Failure`` where nothing was taken.
    """
    tables = [open_table(path, sheet) for path in files]
    summary = run_load(stack, console, importer, tables, refused, replace_most)
    for each in tables:
        print_encoding(console, each.name, each.encoding)
    print_summary(console, summary)
    print_refused(console, summary.refused_rows, refused)
    print_kept_back(console, summary.kept_back)
    if summary.interruption:
        raise Failure(f"the load came to no end: {summary.interruption}", summary.failures)
    if summary.failures:
        raise Failure("not everything was loaded", summary.failures)
    if summary.took_nothing:
        raise Failure("no row was taken")


def run_load(
    stack: StackFile,
    console: Console,
    importer: Importer,
    tables: list[Table],
    refused: Path,
    replace_most: bool = False,
) -> LoadSummary:
    """The load itself, behind bars for reading, putting together and sending."""
    with (
        RejectsFile(refused) as rejects,
        begin_load(importer, stack.data, rejects) as load,
        feed_client(stack) as client,
    ):
        with progress_bar(console, "reading") as report:
            load.read(tables, report)
        with progress_bar(console, "putting together", len(load.rows)) as report:
            load.assemble(report)
        feed = IngestClient(client, stack.source)
        listing = partial(fetch_stored, stack)
        with load.until_interrupted():
            # What is stored is known only when all that was sent before is counted.
            settle_with_progress(console, stack, SETTLE_SECONDS)
            with progress_bar(console, "sending") as report:
                load.replace(listing, feed, datetime.now(UTC), replace_most, report)
    return load.summary


def load_editions(
    stack: StackFile,
    console: Console,
    files: list[Path],
    sheet: str | None,
    force: str | None,
    month: str | None,
    refused: Path,
    replace_most: bool,
    wordings: Path | None = None,
) -> None:
    """Load each file as an edition of a force's month and print what became of it.

    ``wordings`` are laid over those that ship. Raises ``Failure`` where a file could not be read as
    a whole or none of its rows was taken, and before anything is sent for a force not counted.
    """
    paths = _expand(files)
    editions, _ = find_editions(paths, force, month)
    named = dict.fromkeys(each.force for each in editions)
    require_counted(stack, named, read_definitions(stack).forces)
    settle = partial(settle_with_progress, console, stack, EDITION_SETTLE_SECONDS)
    with (
        RejectsFile(refused) as rejects,
        edition_loader(stack, settle, rejects, replace_most, wordings, sheet) as loader,
        progress_bar(console, "loading", len(paths)) as report,
    ):
        loaded, failures = loader.load_all(paths, force, month, report)
    print_editions(console, loaded)
    print_refused(console, rejects.rows, refused)
    print_kept_back(console, sum(each.summary.kept_back for each in loaded))
    whole = [each for each in loaded if not each.summary.interruption]
    failures += [f"{each.name}: no row was taken" for each in whole if each.summary.took_nothing]
    if failures:
        given = len({path.resolve() for path in paths})
        taken = sum(not each.summary.took_nothing for each in whole)
        raise Failure(f"{given - taken} of {given} files not loaded", failures)


def _expand(paths: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        files = find_files(path) if path.is_dir() else [path]
        if not files:
            raise Failure(f"there is no stop-and-search file in {path}")
        found += files
    return found
