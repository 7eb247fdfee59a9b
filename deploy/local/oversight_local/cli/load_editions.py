"""Editions of a force's month of stops and searches, each a file, through ingest."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from oversight_local.cli.load_output import (
    add_reasons,
    print_encoding,
    print_kept_back,
    print_refused,
)
from oversight_local.client.ingest import IngestClient, feed_client
from oversight_local.client.stored_records import fetch_stored
from oversight_local.failure import Failure
from oversight_local.load.stop_search.loading import Loaded, load_edition
from oversight_local.load.stop_search.refusals import write_refused
from oversight_local.load.stop_search.rows import Edition, find_files, read_edition
from oversight_local.progress import counting, settle_with_progress
from oversight_local.stack.stack_file import StackFile

SETTLE_SECONDS = 120.0


def load_editions(
    stack: StackFile,
    console: Console,
    files: list[Path],
    force: str | None,
    month: str | None,
    refused: Path,
    replace_most: bool,
) -> None:
    """Load each file and print what became of it.

    Raises ``Failure`` where a file could not be read as a whole or none of its rows was taken.
    """
    paths = _expand(files)
    loaded, failures = load_all(stack, console, paths, force, month, replace_most)
    print_loaded(console, loaded)
    _keep_refused(console, loaded, refused)
    print_kept_back(console, sum(each.spared for each in loaded))
    failures += [f"{each.name}: no row was taken" for each in loaded if each.took_nothing]
    if failures:
        raise Failure(f"{len(failures)} of {len(paths)} files not loaded", failures)


def print_loaded(console: Console, loaded: list[Loaded]) -> None:
    """What became of the rows of each file, and why some were refused."""
    for each in loaded:
        print_encoding(console, each.name, each.encoding)
    if loaded:
        console.print(_table(loaded))
        accepted = sum(each.accepted for each in loaded)
        console.print(f"{accepted:,} events accepted.", highlight=False)
    reasons = sum((each.reasons for each in loaded), Counter[str]())
    if reasons:
        why = Table("", "", box=None, show_header=False, padding=(0, 2, 0, 0))
        add_reasons(why, "rows refused", reasons.total(), reasons)
        console.print(why)


def load_all(
    stack: StackFile,
    console: Console,
    paths: list[Path],
    force: str | None = None,
    month: str | None = None,
    replace_most: bool = False,
) -> tuple[list[Loaded], list[str]]:
    """Load each file; answers what became of them, and why some could not be loaded."""
    loaded: list[Loaded] = []
    failures: list[str] = []
    with feed_client(stack) as client, counting(console, "loading", len(paths)) as report:
        take = partial(
            load_edition,
            listing=partial(fetch_stored, stack),
            feed=IngestClient(client, stack.source),
            replace_most=replace_most,
        )
        for path in paths:
            try:
                edition = read_edition(path, force, month)
                _settle_before(stack, console, edition, loaded)
                loaded.append(take(edition, now=datetime.now(UTC)))
            except Failure as failure:
                failures.append(str(failure))
            report(1)
    return loaded, failures


def _expand(paths: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        files = find_files(path) if path.is_dir() else [path]
        if not files:
            raise Failure(f"there is no stop-and-search file in {path}")
        found += files
    return found


def _settle_before(
    stack: StackFile, console: Console, edition: Edition, loaded: list[Loaded]
) -> None:
    # What is stored of a month is known only when all that was sent of it is counted.
    sent = {(each.force, each.month) for each in loaded}
    if not loaded or (edition.force, edition.month) in sent:
        settle_with_progress(console, stack, SETTLE_SECONDS)


def _keep_refused(console: Console, loaded: list[Loaded], path: Path) -> None:
    refused = [row for each in loaded for row in each.refused]
    if refused:
        write_refused(path, refused)
    print_refused(console, len(refused), path)


COLUMNS: tuple[tuple[str, Callable[[Loaded], int]], ...] = (
    ("rows", lambda each: each.read),
    ("repeated", lambda each: each.repeated),
    ("new", lambda each: each.new),
    ("changed", lambda each: each.changed),
    ("removed", lambda each: each.removed),
    ("unchanged", lambda each: each.unchanged),
    ("refused", lambda each: len(each.refused)),
)


def _table(loaded: list[Loaded]) -> Table:
    # Narrow enough for a terminal of 80 columns.
    table = Table("force", "month", show_footer=len(loaded) > 1, box=None, padding=(0, 1, 0, 0))
    table.columns[0].footer = "all"
    for name, count in COLUMNS:
        total = sum(map(count, loaded))
        table.add_column(name, f"{total:,}", justify="right")
    for each in loaded:
        cells = (f"{count(each):,}" for _, count in COLUMNS)
        table.add_row(each.force, each.month, *cells)
    return table
