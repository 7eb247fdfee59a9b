"""Published statistics as they are received."""

from typing import Any

from oversight_contracts.facts.facts import StatementFact
from oversight_contracts.records.statistic import Statistic

YEAR = {"first_day": "2020-01-01", "last_day": "2020-12-31"}


def statistic(measure: str, value: str | None = None, **other: Any) -> dict[str, Any]:
    """The data of a statistic of the West Midlands in 2020."""
    given = {
        "force": "west-midlands",
        "area": "force",
        "revision": 1,
        **YEAR,
        "measure": measure,
        "publisher": "Ministry of Justice",
        **({} if value is None else {"value": value}),
        **other,
    }
    return Statistic.model_validate(given).model_dump(mode="json")


def stated(id_: str, measure: str, value: str | None = None, **other: Any) -> StatementFact:
    """The fact that indicators publishes of it."""
    data = statistic(measure, value, **other)
    return StatementFact(
        force=data["force"], kind="statistic", id=id_, revision=data["revision"], data=data
    )
