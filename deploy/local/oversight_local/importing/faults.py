"""Why a row is not taken."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """Why a row is refused; ``column`` is empty where it is the row as a whole."""

    column: str
    reason: str


class Refused(Exception):
    """A row that cannot be taken as it stands; ``faults`` names each column.

    ``name`` is what the id of its record ends in: empty where it is none of the load's, None where
    nobody can tell which record it is.
    """

    def __init__(self, faults: list[Fault], name: str | None = None) -> None:
        super().__init__("; ".join(f"{fault.column}: {fault.reason}" for fault in faults))
        self.faults = faults
        self.name = name

    @classmethod
    def because(cls, column: str, reason: str, name: str | None = None) -> "Refused":
        """A refusal with one fault."""
        return cls([Fault(column, reason)], name)


class Skipped(Exception):
    """A row that is rightly no part of the load; its text says which kind of row."""
