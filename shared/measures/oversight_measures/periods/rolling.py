"""Windows that move on by a month: the twelve months to the end of each."""

from oversight_measures.periods.period import DAY, Every, Period, rolling_months, split


def rolling_windows(period: Period, months: int = 12) -> list[Period]:
    """Return every window of `months` whole months within the period, in order of their ends.

    Raises ValueError when `months` is not above 0.
    """
    ends = [piece.period.end for piece in split(period, Every.MONTH) if piece.whole]
    windows = [rolling_months(end - DAY, months) for end in ends]
    return [window for window in windows if window.start >= period.start]
