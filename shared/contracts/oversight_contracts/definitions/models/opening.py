"""The opening balances of a stock."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from oversight_contracts.definitions.base import Definition
from oversight_contracts.definitions.models.reference import WHOLE_FORCE


def _of_the_force(value: object) -> object:
    # `west-midlands: 312` is short for the whole force alone.
    return value if isinstance(value, dict) else {WHOLE_FORCE: value}


Balance = Annotated[int, Field(strict=True, ge=0)]
OfForce = Annotated[dict[str, Balance], BeforeValidator(_of_the_force), Field(min_length=1)]


class Opening(Definition):
    """The stock at the beginning of a London day.

    Nothing is known of what has no balance here: of another area it is not zero, and of a value of
    a breakdown nobody can say which part of the balance it has.
    """

    day: date = Field(description="the London day at whose beginning so many were open")
    source: str | None = Field(None, description="who counted them, without a full stop")
    balances: Annotated[dict[str, OfForce], Field(min_length=1)] = Field(
        description="force to how many, or force to area to how many; `force` is the whole"
    )

    def of(self, force: str, area: str) -> int | None:
        """How many were open there; None where nobody says."""
        return self.balances.get(force, {}).get(area)

    @property
    def written(self) -> Iterator[tuple[str, str, int]]:
        """Force, area and balance, in the order in which they are written."""
        for force, areas in self.balances.items():
            for area, balance in areas.items():
                yield force, area, balance
