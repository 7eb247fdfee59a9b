"""Small numbers: which counts are not printed, how well hidden ones are kept, and rounding."""

from dataclasses import dataclass

from oversight_measures.arguments import require_count, require_positive


@dataclass(frozen=True)
class SmallNumbers:
    """The small-number rule of a report: what its readers may see of counts of people and cases.

    Counts from 1 to less than `below` are small, and 0 too where `zeros`. `base` is what counts
    that are printed are rounded to; 1 leaves them as they are. `below` 0 or 1 suppresses nothing.
    `width` is how far apart the least and the greatest value must be that a hidden count could
    have.
    """

    below: int = 5
    zeros: bool = False
    base: int = 1
    width: int = 3

    def __post_init__(self) -> None:
        require_count("below", self.below)
        require_positive("base", self.base)
        require_positive("width", self.width)

    def small(self, count: int) -> bool:
        """Return whether `count` must not be printed. Raises ValueError on a negative count."""
        require_count("count", count)
        return count < self.below and (count > 0 or self.zeros)

    @property
    def smallest(self) -> int:
        """The least small count."""
        return 0 if self.zeros else 1

    def rounded(self, count: int) -> int:
        """`count` to the nearest multiple of the base, halves up. Raises ValueError below 0."""
        require_count("count", count)
        return (2 * count + self.base) // (2 * self.base) * self.base


# What the public sees where a report does not say otherwise.
PUBLIC = SmallNumbers()
# For those who may see every count.
NOTHING_SMALL = SmallNumbers(below=0)
