"""The table and the sentences that ``oversight rules check`` prints of one force."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table

from oversight_contracts.definitions.models.rules import thread_of
from oversight_local.rules.statement import (
    EMAILS_A_THREAD,
    QUARTERS,
    WITHIN,
    RuleStatement,
    Statement,
    error_of,
)
from oversight_local.rules.watched import Watched

# What is piped is as wide as a table needs to be.
WIDTH = 160


def print_statement(console: Console, statement: Statement, years: int, budget: float) -> None:
    """Every rule of a force, those that are mute and why, and what chance costs its readers."""
    if not console.is_terminal:
        console.width = WIDTH
    if statement.rules:
        console.print(_table(statement, years))
    lines = (*course_lines(statement), *mute_lines(statement.mute))
    for line in (*lines, *budget_lines(statement, budget)):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    console.print()


def _table(statement: Statement, years: int) -> Table:
    shown = Table(title=statement.force, title_justify="left")
    shown.add_column("rule")
    shown.add_column("thread")
    shown.add_column("series", justify="right")
    shown.add_column("by chance a year", justify="right")
    shown.add_column("finds")
    shown.add_column("in days (half of all)", justify="right")
    for each in statement.rules:
        shown.add_row(*row(each, years))
    return shown


def row(found: RuleStatement, years: int) -> tuple[str, ...]:
    """A rule, its thread, how many series, false episodes a year, its shift and the delay."""
    error = error_of(found.a_year, years)
    return (
        found.rule.id,
        thread_of(found.rule),
        str(len(found.series)),
        f"{found.a_year:.2f} ± {error:.2f}",
        found.shift,
        delay(found),
    )


def delay(found: RuleStatement) -> str:
    """The days until half are found; from the quickest series to the slowest."""
    least, most = found.days
    if least is None:
        return f"over {WITHIN}"
    if most is None:
        return f"{least} to over {WITHIN}"
    return f"{least}" if least == most else f"{least} to {most}"


def course_lines(statement: Statement) -> Iterator[str]:
    """What milestones state: how often one that is exactly on its course is called behind."""
    for watched, a_year in statement.courses:
        yield (
            f"milestone: {watched.rule.id}: of years exactly on course, chance calls "
            f"{100 * a_year:.0f} in 100 behind"
        )


def mute_lines(mute: Sequence[Watched]) -> Iterator[str]:
    """What cannot speak, by rule and reason."""
    reasons = Counter((each.rule.id, each.mute) for each in mute)
    for (rule, why), count in reasons.items():
        series = "" if count == 1 else f" ({count} series)"
        yield f"mute: {rule}{series}: {why}"


def budget_lines(statement: Statement, budget: float) -> Iterator[str]:
    """How many e-mails chance alone sends a quarter, how that is counted, and the budget."""
    if not statement.rules and not statement.courses:
        yield f"{statement.force}: no rule can speak, so that none alarms by chance"
        return
    a_quarter = statement.emails_a_year / QUARTERS
    verdict = "within" if statement.within(budget) else "OVER"
    yield (
        f"{statement.force}: about {a_quarter:.1f} e-mails a quarter by chance, {verdict} the "
        f"budget of {budget / QUARTERS:g}: {statement.threads:.1f} ± {statement.error:.1f} threads "
        f"a year, each of about {EMAILS_A_THREAD} e-mails (it has begun, it is over). Rules of one "
        "thread that stand at the same time are one; mute series and the rules on feeds are not "
        "counted."
    )
