"""The tests by which a change between two figures is told from chance."""

from enum import Enum, auto

from oversight_measures.spread.observed import Kind


class ChangeTest(Enum):
    """What is compared by which test; a measure without one says why."""

    COUNTS = auto()
    SHARES = auto()
    # Ratios of the rates of groups, on the same residents.
    GROUP_RATIOS = auto()
    # One count over another, of other records or another day.
    COUNT_RATIOS = auto()
    NONE = auto()

    @property
    def kind(self) -> Kind | None:
        """What the spread of such a series is one of; None where there is no test."""
        return _KINDS.get(self)


_KINDS = {
    ChangeTest.COUNTS: Kind.COUNT,
    ChangeTest.SHARES: Kind.SHARE,
    ChangeTest.GROUP_RATIOS: Kind.RATIO,
    ChangeTest.COUNT_RATIOS: Kind.RATIO,
}
