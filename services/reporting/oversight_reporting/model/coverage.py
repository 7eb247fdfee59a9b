"""What is known of a period: no records is another answer than none counted."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

from oversight_measures.periods.stretches import Stretches

# `published`: no records, but a statistic that somebody published for the period.
Covers = Literal["whole", "part", "none", "published"]


class CountedDays(NamedTuple):
    """The runs of days on which anything was counted, and how many records that were at least."""

    runs: Stretches
    records: int


# How many records of each month state a field, by field and the first day of the month.
StatedFields = Mapping[str, Mapping[date, int]]
