"""The verdict on one record: what it adds, and why, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from oversight_contracts.definitions.explain.matching import holds, meets
from oversight_contracts.definitions.explain.wording import (
    condition_in_words,
    conditions_in_words,
    field_in_words,
    value_in_words,
)
from oversight_contracts.definitions.models.conditions import Conditions
from oversight_contracts.facts.facts import Total

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What a record adds to one population of an indicator; ``total`` is None where nothing."""

    total: Total | None
    why: str


def unmet(conditions: Conditions, values: Values) -> str | None:
    """Why the conditions do not hold, by the first that does not; None where they hold."""
    for name, test in conditions.fields.items():
        if not meets(test, values[name]):
            is_now = f"{field_in_words(name)} is {value_in_words(values[name])}"
            return f"{is_now}, and counted is only where {condition_in_words(name, test)}"
    if conditions.any and not any(holds(group, values) for group in conditions.any):
        groups = " nor ".join(map(conditions_in_words, conditions.any))
        return f"it is neither that {groups}"
    return None
