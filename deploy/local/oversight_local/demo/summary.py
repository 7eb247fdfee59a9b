"""Prints the findings of the demonstration as tables for a terminal."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from oversight_local.demo.findings import Findings
from oversight_local.demo.phases import Phases


def print_summary(console: Console, findings: Findings, phases: Phases) -> None:
    """Counts, times, and where to look."""
    for title, rows in (
        ("What the services say", list(_counted(findings))),
        ("Seconds", [(name, f"{seconds:.1f}") for name, seconds in phases.seconds.items()]),
    ):
        table = Table(title=title, show_header=False, title_justify="left")
        table.add_column()
        table.add_column(justify="right")
        for name, value in rows:
            table.add_row(name, value)
        console.print(table)
    console.print("Where to look:")
    for name, where in _places(findings):
        # Unbroken whatever the width, to be copied from the terminal.
        console.print(f"  {name:<10}{where}", highlight=False, markup=False, soft_wrap=True)


def _counted(findings: Findings) -> Iterator[tuple[str, str]]:
    counts, episodes = findings.counts, findings.episodes.transitions
    counted = counts.indicators["counted"]
    yield "events accepted by ingest", f"{counts.accepted:,}"
    yield "  counted", f"{counted:,}"
    yield "    records", f"{findings.records:,}"
    yield "    later revisions and corrections of them", f"{counted - findings.records:,}"
    yield "  duplicates", f"{counts.indicators['duplicate']:,}"
    yield "  overtaken by a later revision", f"{counts.indicators['superseded']:,}"
    yield "events refused", f"{counts.ingest['refused']:,}"
    yield "rows of files loaded", f"{sum(each.summary.read for each in findings.loaded):,}"
    for word in ("opened", "worsened", "resolved"):
        yield f"episodes {word}", f"{episodes[word]:,}"
    yield "e-mails delivered", f"{counts.notifications['delivered']:,}"
    yield "seconds from the first live event to the alert", _seconds(findings.alerted_after)


def _places(findings: Findings) -> Iterator[tuple[str, str]]:
    for each in findings.emails:
        yield "e-mail", f"{each.where}  {each.subject}"
    for path in findings.report.values():
        yield "report", f"{path}"


def _seconds(value: float | None) -> str:
    return "none came" if value is None else f"{value:.0f}"
