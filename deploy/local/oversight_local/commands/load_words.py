"""What every load says in the same words."""

from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

# Reasons printed; the file of refused rows has them all.
REASONS = 10


def add_reasons(table: Table, title: str, total: int, reasons: Counter[str]) -> None:
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


def print_spared(console: Console, spared: int) -> None:
    """Say what was not removed for the sake of refused rows."""
    if spared:
        sentence = (
            f"{spared:,} records that the files do not hold were kept: refused rows may be theirs, "
            "and nobody can tell. Correct those rows, or say --replace-most."
        )
        console.print(sentence, style="bold red", highlight=False)
