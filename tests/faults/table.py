"""The table of all faults that were tried, printed at the end of the run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

# The name under which a test's report carries the cells of what it tried.
FAULT = "fault"
HEADINGS = ("fault", "tries", "events", "sent again", "differences", "recovery s", "longest", "")


@dataclass(frozen=True)
class Trial:
    """One fault as it was tried; ``recoveries`` in seconds, one a try where that is measured."""

    fault: str
    tries: int
    events: int
    sent_again: int
    differences: int
    recoveries: Sequence[float] = ()
    remark: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """As the table prints it."""
        times = ("", "")
        if self.recoveries:
            times = (f"{median(self.recoveries):.1f}", f"{max(self.recoveries):.1f}")
        numbers = (self.tries, self.events, self.sent_again, self.differences)
        return (self.fault, *(f"{each:,}" for each in numbers), *times, self.remark)


@dataclass
class Table:
    """What was tried so far."""

    trials: list[Trial] = field(default_factory=list)


def table_lines(tried: Iterable[Sequence[str]]) -> list[str]:
    """Columns of even width, in Markdown, of each trial's cells."""
    rows = [HEADINGS, *tried]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    padded = [[cell.ljust(width) for cell, width in zip(r, widths, strict=True)] for r in rows]
    lines = [f"| {' | '.join(row)} |" for row in padded]
    lines.insert(1, f"|{'|'.join('-' * (width + 2) for width in widths)}|")
    return lines
