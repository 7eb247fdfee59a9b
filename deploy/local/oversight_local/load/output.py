"""Prints the results of a load."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from oversight_local.load.stop_search.editions import LoadedEdition
from oversight_local.load.summary import LoadSummary

# Reasons printed; the file of refused rows has them all.
REASONS = 10
# Wordings and places printed that nobody knows, of rows that were taken: they stand nowhere else.
UNKNOWN = 100


def add_reasons(
    table: Table, title: str, total: int, reasons: Counter[str], most: int = REASONS
) -> None:
    """A line with the total and one for each of the most common reasons."""
    table.add_row(title, f"{total:,}")
    if reasons.total() > total:
        table.add_row("  (a row with several faults stands under each)", "")
    for reason, count in reasons.most_common(most):
        # What a file holds is no markup.
        table.add_row(f"  {escape(reason)}", f"{count:,}")
    if len(reasons) > most:
        table.add_row(f"  and {len(reasons) - most:,} other reasons", "")


def print_encoding(console: Console, name: str, encoding: str) -> None:
    """Say a guess that can be wrong; UTF-8 is none."""
    if encoding == "cp1252":
        console.print(f"{name} is not UTF-8; read as Windows-1252.", highlight=False, markup=False)


def print_refused(console: Console, rows: int, path: Path) -> None:
    """Say where the refused rows are."""
    if rows:
        sentence = f"{rows:,} rows were refused; they are in {path}"
        console.print(sentence, style="bold red", highlight=False, soft_wrap=True, markup=False)


def print_kept_back(console: Console, kept_back: int) -> None:
    """Say what was not removed for the sake of refused rows."""
    if kept_back:
        sentence = (
            f"{kept_back:,} records that the files do not hold were kept: refused rows may be "
            "theirs, and nobody can tell, or no row of their period was taken. Correct those rows, "
            "or say --replace-most."
        )
        console.print(sentence, style="bold red", highlight=False)


def print_apart(console: Console, kind: str) -> None:
    """Say which figures one would look for after a load of ``kind`` that it does not feed."""
    if kind == "collisions":
        sentence = (
            "Collisions alone were loaded. roads.killed-or-seriously-injured counts casualties, "
            "which no load sends: it has figures where a feed sends them."
        )
        console.print(sentence, highlight=False)


def print_summary(console: Console, summary: LoadSummary) -> None:
    """Rows and records by what became of them, each why with its number."""
    table = Table("", "", box=None, show_header=False, padding=(0, 2, 0, 0))
    table.columns[1].justify = "right"
    table.add_row("rows read", f"{summary.read:,}")
    table.add_row("rows that repeat another", f"{summary.repeated:,}")
    add_reasons(table, "rows skipped", summary.skipped.total(), summary.skipped)
    add_reasons(table, "rows refused", summary.refused_rows, summary.refused_alike(REASONS))
    add_reasons(table, "fields left out", summary.left_out.total(), summary.left_out, UNKNOWN)
    if summary.unplaced:
        title = "areas not known: in the whole force alone"
        add_reasons(table, title, summary.unplaced.total(), summary.unplaced, UNKNOWN)
    table.add_row("records refused", f"{summary.refused_records:,}")
    _add_parts(table, summary)
    table.add_row("records new", f"{summary.new:,}")
    table.add_row("records changed", f"{summary.changed:,}")
    table.add_row("records removed", f"{summary.removed:,}")
    table.add_row("records unchanged", f"{summary.unchanged:,}")
    if summary.elsewhere:
        table.add_row("records that count in the next month's file", f"{summary.elsewhere:,}")
    for month, count in sorted(summary.perhaps_before.items()):
        table.add_row(f"  removed that the file of {month} may hold: load it again", f"{count:,}")
    table.add_row("events accepted", f"{summary.accepted:,}")
    console.print(table)
    print_interruption(console, summary.unknown, summary.not_reached)


def _add_parts(table: Table, summary: LoadSummary) -> None:
    """Of how many refused rows the refused records are, where other rows were refused too."""
    if summary.refused_untold:
        own = summary.refused_rows - summary.refused_untold
        table.add_row("  rows refused that are theirs", f"{own:,}")
        table.add_row("  rows refused before a record was made", f"{summary.refused_untold:,}")


def print_interruption(console: Console, unknown: int, not_reached: int) -> None:
    """Say what is not in the counts of a load that came to no end."""
    if unknown:
        sentence = f"Of {unknown:,} events it is not known whether they were kept."
        console.print(sentence, style="bold red", highlight=False)
    if not_reached:
        sentence = f"{not_reached:,} records were not reached. Load again: what counts counts once."
        console.print(sentence, style="bold red", highlight=False)


def print_elsewhere(console: Console, elsewhere: int) -> None:
    """Say which searches are in no column of the table."""
    if elsewhere:
        sentence = (
            f"{elsewhere:,} searches of the last hour of a month in UTC stand in the file of the "
            "next month too: they count once, as that file has them."
        )
        console.print(sentence, highlight=False)


def _print_perhaps_before(console: Console, loaded: Sequence[LoadedEdition]) -> None:
    """Say which months are to be loaded again; those of this load were read after it."""
    given = {(each.edition.force, each.edition.month) for each in loaded}
    for each in loaded:
        for month, count in each.summary.perhaps_before.items():
            if (each.edition.force, month) not in given:
                sentence = (
                    f"Of {each.edition.force}, {count:,} of the searches removed from "
                    f"{each.edition.month} were of its first hour. Where the file of {month} is "
                    f"cut by UTC it may hold them still: load {month} again."
                )
                console.print(sentence, style="bold red", highlight=False)


def print_editions(console: Console, loaded: Sequence[LoadedEdition]) -> None:
    """A row of counts for each force and month, and why rows were refused."""
    for each in loaded:
        print_encoding(console, each.name, each.encoding)
    summaries = [each.summary for each in loaded]
    if loaded:
        console.print(_edition_table(loaded))
        accepted = sum(each.accepted for each in summaries)
        console.print(f"{accepted:,} events accepted.", highlight=False)
    unknown = sum(each.unknown for each in summaries)
    print_interruption(console, unknown, sum(each.not_reached for each in summaries))
    print_elsewhere(console, sum(each.elsewhere for each in summaries))
    _print_perhaps_before(console, loaded)
    refused = LoadSummary()
    for summary in summaries:
        refused.take_refusals(summary)
    left_out = sum((each.left_out for each in summaries), Counter[str]())
    why = Table("", "", box=None, show_header=False, padding=(0, 2, 0, 0))
    if refused.refused_rows:
        add_reasons(why, "rows refused", refused.refused_rows, refused.refused_alike(REASONS))
    if left_out:
        add_reasons(why, "fields left out", left_out.total(), left_out, UNKNOWN)
    if why.row_count:
        console.print(why)


_COLUMNS: tuple[tuple[str, Callable[[LoadSummary], int]], ...] = (
    ("rows", lambda each: each.read),
    ("repeated", lambda each: each.repeated),
    ("new", lambda each: each.new),
    ("changed", lambda each: each.changed),
    ("removed", lambda each: each.removed),
    ("unchanged", lambda each: each.unchanged),
    ("refused", lambda each: each.refused_rows),
)


def _edition_table(loaded: Sequence[LoadedEdition]) -> Table:
    # Narrow enough for a terminal of 80 columns.
    table = Table("force", "month", show_footer=len(loaded) > 1, box=None, padding=(0, 1, 0, 0))
    table.columns[0].footer = "all"
    for name, count in _COLUMNS:
        total = sum(count(each.summary) for each in loaded)
        table.add_column(name, f"{total:,}", justify="right")
    for each in loaded:
        cells = (f"{count(each.summary):,}" for _, count in _COLUMNS)
        table.add_row(each.edition.force, each.edition.month, *cells)
    return table
