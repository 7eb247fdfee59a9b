"""The values of an e-mail about events that are not accounted for."""

from collections.abc import Mapping

from oversight_alerts.email.context import NotificationContext
from oversight_contracts.definitions.catalogue import Catalogue


def values_of(_: Catalogue, context: NotificationContext) -> Mapping[str, object]:
    """The values that the templates print."""
    figure = context.observation.figure
    return {
        "source": context.observation.series.by.partition("=")[2],
        "different": figure.value or 0,
        "missing": (figure.denominator or 0) - figure.numerator,
    }
