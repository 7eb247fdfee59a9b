"""The summary of a load: rows and records by what became of them, and why rows were refused."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from oversight_local.load.replacement import ChangeWord

# Reasons that name a value are many in a bad file; the rest is counted together.
MOST_REASONS = 1000
OTHER = "other reasons"


@dataclass
class LoadSummary:
    """Rows are lines of the files; the others count records, ``accepted`` the events sent.

    ``refused_records`` were put together of rows; ``refused_untold`` rows were refused before that.

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
    accepted: int = 0
    unknown: int = 0
    not_reached: int = 0
    interruption: str | None = None
    failures: list[str] = field(default_factory=list)

    @property
    def took_nothing(self) -> bool:
        """True where no row of the files is in the figures."""
        return not (self.accepted or self.unchanged)

    def refuse(self, column: str, reason: str, rows: int) -> None:
        """Count rows that were refused for one reason."""
        sentence = f"{column}: {reason}" if column else reason
        known = sentence in self.refused or len(self.refused) < MOST_REASONS
        self.refused[sentence if known else OTHER] += rows
        self.refused_rows += rows

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
