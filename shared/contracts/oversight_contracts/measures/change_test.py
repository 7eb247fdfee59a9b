"""The tests by which a change between two figures is told from chance."""

from enum import Enum, auto


class ChangeTest(Enum):
    """What is compared by which test; a measure without one says why."""

    COUNTS = auto()
    SHARES = auto()
    # Ratios of the rates of groups, on the same residents.
    GROUP_RATIOS = auto()
    NONE = auto()
