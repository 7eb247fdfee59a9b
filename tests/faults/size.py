"""How often each fault is tried: ``OVERSIGHT_FAULTS`` is ``short`` (default) or ``full``."""

import os
from dataclasses import dataclass

VARIABLE = "OVERSIGHT_FAULTS"


@dataclass(frozen=True)
class Size:
    """``full`` is what ``make faults`` does; the short form fits into every run of all tests."""

    full: bool

    @property
    def pause(self) -> float:
        """The seconds between two requests of a feed.

        What is compared after each fault grows with all that was sent before it.
        """
        return 0.1 if self.full else 0.4

    def tries(self, short: int, full: int) -> int:
        """How often to try a fault."""
        return full if self.full else short


def chosen_size() -> Size:
    """The size that this run is for. Raises ``ValueError`` for a word that is neither."""
    word = os.environ.get(VARIABLE, "short")
    if word not in ("short", "full"):
        raise ValueError(f"{VARIABLE} is short or full, not {word}")
    return Size(word == "full")
