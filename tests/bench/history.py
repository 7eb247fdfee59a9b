"""What a simulated force's systems send, in the order in which things happened."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from operator import attrgetter

from oversight_local.client.change import Change
from oversight_local.simulate.delivery import KINDS
from oversight_local.simulate.scenario import SimulationSettings


def changes_between(setting: SimulationSettings, first: date, until: datetime) -> Iterator[Change]:
    """What happened before ``until`` to all records that begin on ``first`` or later.

    What becomes known of a record on later days comes with its first day.
    """
    for day in range((until.date() - first).days + 1):
        today = first + timedelta(days=day)
        lives = (life for kind in KINDS for life in kind(setting, today))
        changes = (change for life in lives for change in life.changes() if change.time < until)
        yield from sorted(changes, key=attrgetter("time"))
