"""Files that make one load together: read, settle, replace, and say what became of the rows."""

from collections import Counter
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table as Printed

from oversight_local.commands.progress import counting, settle_with_progress
from oversight_local.failure import Failure
from oversight_local.feeds.ingest import IngestClient, feed_client
from oversight_local.feeds.stored import fetch_stored
from oversight_local.importing.drafts import Importer
from oversight_local.importing.loading import begin_load
from oversight_local.importing.tables import Table, open_table
from oversight_local.importing.tally import Tally
from oversight_local.stack_file import StackFile

SETTLE_SECONDS = 300.0
# Reasons printed; the file of refused rows has them all.
REASONS = 10


def load_files(
    stack: StackFile,
    console: Console,
    importer: Importer,
    files: list[Path],
    refused: Path,
    replace_most: bool,
) -> None:
    """Load ``files`` and print what became of them. Raises ``Failure`` where nothing was taken."""
    tables = [open_table(path) for path in files]
    tally = run_load(stack, console, importer, tables, refused, replace_most)
    _print_encodings(console, tables)
    print_tally(console, tally)
    if tally.refused_rows:
        sentence = f"{tally.refused_rows:,} rows were refused; they are in {refused}"
        console.print(sentence, style="bold red", highlight=False, soft_wrap=True)
    if tally.failures:
        raise Failure("not everything was loaded", tally.failures)
    if tally.took_nothing:
        raise Failure("no row was taken")


def run_load(
    stack: StackFile,
    console: Console,
    importer: Importer,
    tables: list[Table],
    refused: Path,
    replace_most: bool = False,
) -> Tally:
    """The load itself, behind bars for reading, putting together and sending."""
    with begin_load(importer, stack.data, refused) as load, feed_client(stack) as client:
        with counting(console, "reading") as report:
            load.read(tables, report)
        with counting(console, "putting together", len(load.rows)) as report:
            load.assemble(report)
        # What is stored is known only when all that was sent before is counted.
        settle_with_progress(console, stack, SETTLE_SECONDS)
        feed = IngestClient(client, stack.source)
        listing = partial(fetch_stored, stack)
        with counting(console, "sending") as report:
            load.replace(listing, feed, datetime.now(UTC), replace_most, report)
    return load.tally


def print_tally(console: Console, tally: Tally) -> None:
    """Rows and records by what became of them, each why with its number."""
    table = Printed("", "", box=None, show_header=False, padding=(0, 2, 0, 0))
    table.columns[1].justify = "right"
    table.add_row("rows read", f"{tally.read:,}")
    table.add_row("rows that repeat another", f"{tally.repeated:,}")
    _reasons(table, "rows skipped", tally.skipped.total(), tally.skipped)
    _reasons(table, "rows refused", tally.refused_rows, tally.refused)
    _reasons(table, "fields left out", tally.left_out.total(), tally.left_out)
    table.add_row("records refused", f"{tally.refused_records:,}")
    table.add_row("records new", f"{tally.new:,}")
    table.add_row("records changed", f"{tally.changed:,}")
    table.add_row("records removed", f"{tally.removed:,}")
    table.add_row("records unchanged", f"{tally.unchanged:,}")
    table.add_row("events accepted", f"{tally.accepted:,}")
    console.print(table)


def _reasons(table: Printed, title: str, total: int, reasons: Counter[str]) -> None:
    table.add_row(title, f"{total:,}")
    for reason, count in reasons.most_common(REASONS):
        table.add_row(f"  {reason}", f"{count:,}")
    if len(reasons) > REASONS:
        table.add_row(f"  and {len(reasons) - REASONS:,} other reasons", "")


def _print_encodings(console: Console, tables: list[Table]) -> None:
    # A guess that can be wrong is said; UTF-8 is none.
    for table in tables:
        if table.encoding == "cp1252":
            console.print(f"{table.name} is not UTF-8; read as Windows-1252.", highlight=False)
