"""The values of an e-mail about a feed that is not heard of."""

from collections.abc import Mapping

from oversight_alerts.email.context import NotificationContext
from oversight_alerts.rules.builtin.silent_feed import HABITS
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.windows import HOUR


def values_of(_: Catalogue, context: NotificationContext) -> Mapping[str, object]:
    """The values that the templates print."""
    rule, observation = context.rule, context.observation
    habit = next(each for each in HABITS if each.rule.id == rule.id)
    return {
        "source": observation.series.by.partition("=")[2],
        "silent_for": habit.every * observation.figure.numerator,
        "unit": "days" if habit.every > HOUR else "hours",
        "week": habit.of,
        "least": habit.every * (int(habit.rule.threshold) + 1),
    }
