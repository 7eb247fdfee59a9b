"""The months that exported files are of, where some are cut by London's clock and some by UTC."""

from datetime import datetime

from oversight_local.load.twins import london_month, utc_month


class FileMonths:
    """The months of the rows of each file, but of rows of the hour in which two months meet."""

    def __init__(self) -> None:
        self._months: dict[str, set[str]] = {}

    def add(self, file: str, moment: datetime) -> None:
        """Take notice of a row of ``file``."""
        if not is_between(moment):
            self._months.setdefault(file, set()).add(london_month(moment))

    def month_of(self, file: str, moment: datetime) -> str:
        """The month of ``file`` that a row belongs to: London's, unless the file is cut by UTC.

        It is where it has other rows of the month in UTC and none of London's.
        """
        months, ours, theirs = self._months.get(file, ()), london_month(moment), utc_month(moment)
        return theirs if theirs in months and ours not in months else ours


def is_between(moment: datetime) -> bool:
    """Whether it is a month in UTC and the next in London."""
    return london_month(moment) != utc_month(moment)
