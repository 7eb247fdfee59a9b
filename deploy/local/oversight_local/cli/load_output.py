"""Files that make one load together: read, settle, replace, and say what became of the rows."""

from collections import Counter
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Printed

from oversight_local.client.ingest import IngestClient, feed_client
from oversight_local.client.stored_records import fetch_stored
from oversight_local.failure import Failure
from oversight_local.load.csv_file import Table, open_table
from oversight_local.load.engine import begin_load
from oversight_local.load.importer import Importer
from oversight_local.load.summary import LoadSummary
from oversight_local.progress import counting, settle_with_progress
from oversight_local.stack.stack_file import StackFile

# Reasons printed; the file of refused rows has them all.
REASONS = 10


def add_reasons(table: Printed, title: str, total: int, reasons: Counter[str]) -> None:
    """A line with the total and one for each of the most common reasons."""
    table.add_row(title, f"{total:,}")
    for reason, count in reasons.most_common(REASONS):
        # What a file holds is no markup.
        table.add_row(f"  {escape(reason)}", f"{count:,}")
    if len(reasons) > REASONS:
        table.add_row(f"  and {len(reasons) - REASONS:,} other reasons", "")


def print_encoding(console: Console, name: str, encoding: str) -> None:
    """Say a guess that can be wrong; UTF-8 is none."""
    if encoding == "cp1252":
        console.print(f"{name} is not UTF-8; read as Windows-1252.", highlight=False, markup=False)


def print_refused(console: Console, rows: int, path: Path) -> None:
    """Say where the refused rows are."""
    if rows:
        sentence = f"{rows:,} rows were refused; they are in {path}"
        console.print(sentence, style="bold red", highlight=False, soft_wrap=True, markup=False)


def print_kept_back(console: Console, spared: int) -> None:
    """Say what was not removed for the sake of refused rows."""
    if spared:
        sentence = (
            f"{spared:,} records that the files do not hold were kept: refused rows may be theirs, "
            "and nobody can tell. Correct those rows, or say --replace-most."
        )
        console.print(sentence, style="bold red", highlight=False)


SETTLE_SECONDS = 300.0


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
    for each in tables:
        print_encoding(console, each.name, each.encoding)
    print_summary(console, tally)
    print_refused(console, tally.refused_rows, refused)
    print_kept_back(console, tally.spared)
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
) -> LoadSummary:
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


def print_summary(console: Console, tally: LoadSummary) -> None:
    """Rows and records by what became of them, each why with its number."""
    table = Printed("", "", box=None, show_header=False, padding=(0, 2, 0, 0))
    table.columns[1].justify = "right"
    table.add_row("rows read", f"{tally.read:,}")
    table.add_row("rows that repeat another", f"{tally.repeated:,}")
    add_reasons(table, "rows skipped", tally.skipped.total(), tally.skipped)
    add_reasons(table, "rows refused", tally.refused_rows, tally.refused)
    add_reasons(table, "fields left out", tally.left_out.total(), tally.left_out)
    table.add_row("records refused", f"{tally.refused_records:,}")
    table.add_row("records new", f"{tally.new:,}")
    table.add_row("records changed", f"{tally.changed:,}")
    table.add_row("records removed", f"{tally.removed:,}")
    table.add_row("records unchanged", f"{tally.unchanged:,}")
    table.add_row("events accepted", f"{tally.accepted:,}")
    console.print(table)
