"""The polarity of a figure: its better direction."""

from enum import StrEnum


class Polarity(StrEnum):
    """The words that definitions use; `sign` is +1, -1, or 0 where neither is better."""

    HIGHER = "higher-is-better"
    LOWER = "lower-is-better"
    NEITHER = "neither"

    @property
    def sign(self) -> int:
        """+1 where higher is better, -1 where lower is, 0 where neither."""
        return {"higher-is-better": 1, "lower-is-better": -1, "neither": 0}[self.value]
