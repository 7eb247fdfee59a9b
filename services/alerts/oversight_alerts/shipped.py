"""The rules that ship with the service: each feed is watched, and nobody has to define it."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from oversight_alerts import quiet, unaccounted
from oversight_alerts.hours import Hours
from oversight_alerts.rules import Reading
from oversight_contracts.definitions.rules import ThresholdRule
from oversight_contracts.reconciliations import QUIET_DAYS, QUIET_HOURS, UNACCOUNTED

RULES: tuple[ThresholdRule, ...] = (unaccounted.RULE, *quiet.RULES)
# Of the indicators that they name, which no file defines.
UNITS: Mapping[str, str] = {UNACCOUNTED: "events", QUIET_HOURS: "hours", QUIET_DAYS: "days"}


def read_shipped(hours: Hours, now: datetime) -> Iterator[tuple[ThresholdRule, Reading]]:
    """What each of them makes of the hours of every source."""
    for reading in unaccounted.read_hours(hours, now):
        yield unaccounted.RULE, reading
    yield from quiet.read_quiet(hours, now)
