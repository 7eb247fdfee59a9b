"""``oversight load``: files that others publish, through ingest."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from oversight_local.commands.options import DEFAULT_DATA, Data
from oversight_local.commands.progress import counting, settle_with_progress
from oversight_local.failure import Failure
from oversight_local.feeds.ingest import IngestClient, feed_client
from oversight_local.feeds.stored import fetch_stored
from oversight_local.stack_file import StackFile, load_stack
from oversight_local.stop_search.loading import Loaded, load_edition
from oversight_local.stop_search.refusals import write_refused
from oversight_local.stop_search.rows import Edition, find_files, read_edition

SETTLE_SECONDS = 120.0


class LoadKind(StrEnum):
    """What can be loaded."""

    STOP_SEARCH = "stop-search"


def load(
    kind: Annotated[LoadKind, typer.Argument(help="What the files hold.")],
    files: Annotated[
        list[Path], typer.Argument(help="CSV files, gzipped or not, or folders of them.")
    ],
    force: Annotated[
        str | None, typer.Option(help="The force, where the file name does not say it.")
    ] = None,
    month: Annotated[
        str | None, typer.Option(help="The month (2019-04), where the file name does not say it.")
    ] = None,
    refused: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where refused rows go; DIR/refused.csv if not said."),
    ] = None,
    replace_most: Annotated[
        bool,
        typer.Option("--replace-most", help="Allow more than half of a stored month to go."),
    ] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Load the stop and search CSV files of data.police.uk.

    A later edition of a force's month replaces the earlier one; loading a file again changes
    nothing. Places more exact than the force and names of operations are not stored. Refused
    rows are counted loudly and written to a file, and what is stored of them stays as it was:
    the exit code is 0 as long as some row of each file is in the figures, 1 where a file could
    not be read as a whole or none of its rows was taken.
    """
    stack, console = load_stack(data), Console()
    loaded, failures = load_all(stack, console, _expand(files), force, month, replace_most)
    if loaded:
        console.print(_table(loaded))
        accepted = sum(each.accepted for each in loaded)
        console.print(f"{accepted:,} events accepted.", highlight=False)
    _keep_refused(console, loaded, refused or stack.data / "refused.csv")
    failures += [f"{each.name}: no row was taken" for each in loaded if each.took_nothing]
    if failures:
        raise Failure(f"{len(failures)} of {len(loaded)} files not loaded", failures)


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
        sentence = f"{len(refused):,} rows were refused; they are in {path}"
        console.print(sentence, style="bold red", highlight=False, soft_wrap=True)


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
