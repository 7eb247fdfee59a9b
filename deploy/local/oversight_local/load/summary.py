"""The summary of a load: rows and records by what became of them, and why rows were refused."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from oversight_local.load.importer import Fault
from oversight_local.load.replacement import ChangeWord

# Reasons that name a value are many in a bad file; the rest is counted together.
MOST_REASONS = 1000
OTHER = "other reasons"


# Text as it was found, and numbers and days.
_VALUE = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|\d[\w.:+-]*")


@dataclass
class Alike:
    """Refused rows whose reasons differ by a value alone; ``first`` is the first of the reasons."""

    first: str
    column: str
    reason: str
    rows: int = 0
    differ: bool = False

    @property
    def sentence(self) -> str:
        """The reason itself, or the first as an example."""
        if not self.differ:
            return self.first
        return f"{self.column or 'rows'}: such as {self.reason}"

    def add(self, sentence: str, rows: int, differ: bool = False) -> None:
        """Count rows that were refused for this."""
        self.rows += rows
        self.differ |= differ or sentence != self.first


@dataclass
class LoadSummary:
    """Rows are lines of the files; the others count records, ``accepted`` the events sent.

    ``refused_records`` were put together of rows; ``refused_untold`` rows were refused before that.

    ``elsewhere`` rows stand in the file of the next month too, cut by another clock, and count
    there. Of ``perhaps_before`` records that were removed, by month, that month's file may hold one
    still, if it is cut by UTC.

    ``unplaced`` records name an area that is not known, and count for the whole force alone.

    ``new``, ``changed`` and ``removed`` are records that ingest took. ``kept_back`` are records
    that would be removed, had no row been refused that may be theirs, or some row of their period
    been taken. Where ``interruption`` says why the load came to no end, of ``unknown`` events it is
    not known whether they were kept, and ``not_reached`` records come after them.
    """

    read: int = 0
    repeated: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    # By column and what the reason says but for values.
    alike: dict[tuple[str, str], Alike] = field(default_factory=dict)
    refused_rows: int = 0
    refused_records: int = 0
    refused_untold: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    unplaced: Counter[str] = field(default_factory=Counter)
    new: int = 0
    changed: int = 0
    removed: int = 0
    kept_back: int = 0
    unchanged: int = 0
    elsewhere: int = 0
    perhaps_before: Counter[str] = field(default_factory=Counter)
    accepted: int = 0
    unknown: int = 0
    not_reached: int = 0
    interruption: str | None = None
    failures: list[str] = field(default_factory=list)

    @property
    def took_nothing(self) -> bool:
        """True where no row of the files is in the figures."""
        return not (self.accepted or self.unchanged or self.elsewhere)

    def refuse(self, faults: Iterable[Fault], rows: int) -> None:
        """Count rows that were refused, under each of their faults."""
        self.refused_rows += rows
        for fault in faults:
            self._count(fault, rows)

    def _count(self, fault: Fault, rows: int) -> None:
        column, reason, sentence = fault.column, fault.reason, str(fault)
        known = sentence in self.refused or len(self.refused) < MOST_REASONS
        self.refused[sentence if known else OTHER] += rows
        alike = (column, _VALUE.sub("", reason))
        if alike in self.alike or len(self.alike) < MOST_REASONS:
            self.alike.setdefault(alike, Alike(sentence, column, reason)).add(sentence, rows)

    def take_refusals(self, other: "LoadSummary") -> None:
        """Count the refused rows of another load too."""
        self.refused += other.refused
        self.refused_rows += other.refused_rows
        for alike, each in other.alike.items():
            own = self.alike.setdefault(alike, replace(each, rows=0))
            own.add(each.first, each.rows, each.differ)

    def refused_alike(self, most: int) -> Counter[str]:
        """The reasons with their rows; more than ``most`` are one where they differ by a value."""
        if len(self.refused) <= most:
            return self.refused
        found: Counter[str] = Counter()
        for each in self.alike.values():
            found[each.sentence] += each.rows
        rest = self.refused.total() - found.total()
        return found + Counter({OTHER: rest})

    def leave_out(self, names: Iterable[str]) -> None:
        """Count fields that were left out of records that were taken, each by why."""
        for name in names:
            known = name in self.left_out or len(self.left_out) < MOST_REASONS
            self.left_out[name if known else OTHER] += 1

    def take(self, word: ChangeWord, accepted: int) -> None:
        """Count events that ingest took, by what they make of their records."""
        self.accepted += accepted
        match word:
            case "new":
                self.new += accepted
            case "changed":
                self.changed += accepted
            case "removed":
                self.removed += accepted
