"""Severity or harm weights: how much an offence weighs, by version; supplied by the user."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from oversight_contracts.definitions.base import Definition
from oversight_contracts.definitions.models.reference import Validity
from oversight_contracts.records.base import Slug


def _a_number(value: object) -> object:
    # YAML reads `yes` and `on` as true, which would weigh 1.
    if isinstance(value, bool):
        raise ValueError("is no number")
    return value


# What of a crime can be weighed.
FIELDS = ("offence", "offence_code")
Weight = Annotated[Decimal, BeforeValidator(_a_number), Field(ge=0, allow_inf_nan=False)]


class Weights(Validity):
    """One version of a scheme of weights, exact decimals; `values` is what `severity` reads."""

    scheme: Slug = Field(description="for example crime-severity-score")
    version: str = Field(description="as published: printed beside every figure that uses it")
    source: str
    field: Literal["offence", "offence_code"] = Field(
        description="of a crime: the sub-group, or the Home Office offence code"
    )
    values: Annotated[dict[str, Weight], Field(min_length=1)]


class WeightsFile(Definition):
    weights: tuple[Weights, ...]


def weights_on(weights: Iterable[Weights], scheme: str, day: date) -> Weights | None:
    """The version of ``scheme`` that is valid on ``day``, or None where none is defined."""
    return next((each for each in weights if each.scheme == scheme and each.valid_on(day)), None)
