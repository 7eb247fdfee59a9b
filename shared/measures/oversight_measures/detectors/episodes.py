"""Episodes of a detector: from the bucket at which it opens to the one at which all is well."""

from collections.abc import Sequence
from typing import NamedTuple


class Episode(NamedTuple):
    """Indexes of buckets; `ended` is None while it is open.

    `began` is where what was found most likely began: at `opened` or before.
    """

    began: int
    opened: int
    ended: int | None


def episodes(opens: Sequence[bool], ends: Sequence[bool]) -> list[Episode]:
    """Return the episodes of a detector that opens and ends where the buckets say so.

    A bucket that says both opens.

    Raises ValueError when there are not as many of both.
    """
    found: list[Episode] = []
    opened: int | None = None
    for index, (opening, ending) in enumerate(zip(opens, ends, strict=True)):
        if opened is None and opening:
            opened = index
        elif opened is not None and ending and not opening:
            found.append(Episode(opened, opened, index))
            opened = None
    return found if opened is None else [*found, Episode(opened, opened, None)]
