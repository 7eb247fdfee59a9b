"""The rules that ship with the service: each feed is watched, and nobody has to define it."""

from collections.abc import Mapping

from oversight_alerts import quiet, unaccounted
from oversight_contracts.definitions.rules import ThresholdRule
from oversight_contracts.reconciliations import QUIET_DAYS, QUIET_HOURS, UNACCOUNTED

RULES: tuple[ThresholdRule, ...] = (unaccounted.RULE, *quiet.RULES)
# Of the indicators that they name, which no file defines.
UNITS: Mapping[str, str] = {UNACCOUNTED: "events", QUIET_HOURS: "hours", QUIET_DAYS: "days"}
