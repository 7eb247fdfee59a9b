"""What a simulated force's systems send, in the order in which things happened."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from operator import attrgetter

from oversight_local.feeds.events import Change
from oversight_local.simulation.delivery import KINDS
from oversight_local.simulation.setting import Setting


def changes_from(setting: Setting, first: date) -> Iterator[Change]:
    """The changes of all records that begin on ``first`` or later, without an end.

    What becomes known of a record on later days comes with its first day.
    """
    for day in count():
        today = first + timedelta(days=day)
        lives = (life for kind in KINDS for life in kind(setting, today))
        yield from sorted((c for life in lives for c in life.changes()), key=attrgetter("time"))
