"""Why a row is not taken."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """Why a row is refused; ``column`` is empty where it is the row as a whole."""

    column: str
    reason: str


class Refused(Exception):
    """A row that cannot be taken as it stands; ``faults`` names each column."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.column}: {fault.reason}" for fault in faults))
        self.faults = faults

    @classmethod
    def because(cls, column: str, reason: str) -> "Refused":
        """A refusal with one fault."""
        return cls([Fault(column, reason)])


class Skipped(Exception):
    """A row that is rightly no part of the load; its text says which kind of row."""
