"""Progress bars; on a terminal only, so that what is piped stays readable."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

from oversight_local.client.settle import Lag, settle
from oversight_local.stack.stack_file import StackFile


@contextmanager
def progress_bar(
    console: Console, title: str, total: int | None = None
) -> Iterator[Callable[[int], None]]:
    """A progress bar of a known or unknown number; call with each number done."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    silent = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=silent) as progress:
        task = progress.add_task(title, total=total)
        yield lambda done: progress.update(task, advance=done)


def settle_with_progress(
    console: Console, stack: StackFile, seconds: float, *, judged: bool = False
) -> None:
    """Settle behind a bar of log records, and say once it is alerts alone that is waited for."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    silent = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=silent) as progress:
        task = progress.add_task("settling", total=None)

        def report(lags: Sequence[Lag], total: int) -> None:
            counting = [lag.behind for lag in lags if not lag.judging]
            title = "judging rules" if lags and not counting else "settling"
            completed = total - max(counting, default=0)
            progress.update(task, description=title, completed=completed, total=total)

        settle(stack, seconds, report, judged=judged)


@contextmanager
def time_bar(console: Console, title: str, seconds: float) -> Iterator[Callable[[float], None]]:
    """A progress bar of a known time; call with the seconds that have passed."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    silent = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=silent) as progress:
        task = progress.add_task(title, total=seconds)
        yield lambda passed: progress.update(task, completed=passed)
