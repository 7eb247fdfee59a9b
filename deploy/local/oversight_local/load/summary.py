"""The summary of a load: rows and records by what became of them, and why rows were refused."""

from collections import Counter
from dataclasses import dataclass, field

from oversight_local.load.replacement import ReplacementPlan

# Reasons that name a value are many in a bad file; the rest is counted together.
MOST_REASONS = 1000
OTHER = "other reasons"


@dataclass
class LoadSummary:
    """Rows are lines of the files; the others count records, ``accepted`` the events sent.

    ``kept_back`` are records that would be removed, had no row been refused that may be theirs.
    """

    read: int = 0
    repeated: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    refused_rows: int = 0
    refused_records: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    new: int = 0
    changed: int = 0
    removed: int = 0
    kept_back: int = 0
    unchanged: int = 0
    accepted: int = 0
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

    def plan(self, plan: ReplacementPlan) -> None:
        """Count what a scope's replacement is made of."""
        self.new += len(plan.new)
        self.changed += len(plan.changed)
        self.removed += len(plan.removed)
        self.unchanged += plan.unchanged
