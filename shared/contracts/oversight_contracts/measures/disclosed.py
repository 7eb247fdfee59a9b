"""The counts that a figure discloses, each with a name of its own, and how they add up."""

from collections.abc import Mapping
from typing import NamedTuple

from oversight_contracts.definitions.models.populations import Population

# What is counted: of two lines with the same name, place and days the number is the same.
What = tuple[str, ...]

# What of an indicator is meant; the last three are printed nowhere, and follow from the others.
OF, HIT, NEVER, PENDING, OPEN = "of", "hit", "never", "pending", "open"
REST, LATE, ALL = "rest", "late", "all"
# How many more were closed by some day than were known to be open, at the most.
SHORTFALL = "shortfall"


class Disclosed(NamedTuple):
    """A count that a figure tells; ``breakdown`` where it is not that of the figure's own line."""

    what: What
    number: int
    breakdown: Mapping[str, str] | None = None


class Parts(NamedTuple):
    """Counts of one line that add up to another."""

    total: What
    parts: tuple[What, ...]


def records_of(grain: str, population: Population) -> What:
    """The same for every indicator that counts the same records of the same days (or hours)."""
    return (grain, population.model_dump_json())
