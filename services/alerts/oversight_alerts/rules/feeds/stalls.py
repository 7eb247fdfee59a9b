"""Stalls of feeds that are over: what they did not send then, and may never. Pure.

Incidents of a stall whose arrivals never came look as if nobody had attended them. Of a day of a
stall more than usual of which has not come is not judged until it comes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from oversight_alerts.projection.arrivals import Feed
from oversight_alerts.rules import formatting
from oversight_alerts.rules.feeds.wording import told_in_words
from oversight_contracts.facts.facts import Total
from oversight_measures.intervals import wilson
from oversight_measures.periods.period import DAY, Period, london_day
from oversight_measures.periods.wording import day_in_words

# What is usual is that of so many days before.
USUAL_DAYS = 28
# So large a share more, with such confidence, could be taken for a change.
MORE, CONFIDENCE = 0.02, 0.99


@dataclass(frozen=True)
class FeedStall:
    """A feed, or a part of one, that had stopped from a moment to another."""

    feed: Feed
    since: datetime
    until: datetime

    def in_words(self) -> str:
        """``arrivals at incidents did not come from urn:feed from 10:00 on … to …``."""
        hours = f"from {formatting.moment(self.since)} to {formatting.moment(self.until)}"
        return f"{told_in_words(self.feed)} did not come from {self.feed.source} {hours}"


class LostDay(NamedTuple):
    """A day of a stall of which more than usual has not come yet."""

    period: Period
    words: str


def lost_days(
    stalls: Iterable[FeedStall], days: Mapping[date, Total], settling: timedelta
) -> Iterator[LostDay]:
    """The days of ``stalls`` that cannot be judged, by what is pending of each day of a series.

    What came ``settling`` before a stall may have waited for what did not come in it. Where nothing
    is on record of the days before, nobody can say what is usual.
    """
    for stall in stalls:
        first = london_day(stall.since - settling)
        before = [days[day] for day in (first - n * DAY for n in _BACK) if day in days]
        cases = sum(map(_cases, before))
        if not cases:
            continue
        most = sum(each.pending for each in before) / cases + MORE
        for number in range((london_day(stall.until) - first).days + 1):
            day = first + number * DAY
            total = days.get(day)
            if total is not None and _is_more(total, most):
                yield LostDay(Period(day, day + DAY), _in_words(total, day, stall))


_BACK = range(1, USUAL_DAYS + 1)


def _cases(total: Total) -> int:
    return total.of + total.pending


def _is_more(total: Total, most: float) -> bool:
    lower = wilson(total.pending, _cases(total), CONFIDENCE).lower
    return lower is not None and lower > most


def _in_words(total: Total, day: date, stall: FeedStall) -> str:
    cases = f"{total.pending:,} of {_cases(total):,} of {day_in_words(day)}"
    return f"{cases} have not come since: {stall.in_words()}"
