"""Severity or harm weights: how much an offence weighs, by version; supplied by the user."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from oversight_contracts.definitions.base import Definition
from oversight_contracts.definitions.checks import Finding
from oversight_contracts.definitions.models.reference import Validity
from oversight_contracts.definitions.validate.reference import check_overlaps, check_validity
from oversight_contracts.records.base import Slug
from oversight_contracts.records.fields import fields_of


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


def check_weights(weights: tuple[Weights, ...]) -> Iterator[Finding]:
    """Weights of offences that no crime can be, and two versions of a scheme on the same day."""
    place = ("weights",)
    for index, each in enumerate(weights):
        known = fields_of("crime")[each.field].choices
        for offence in each.values:
            # A Home Office code is free text: any may stand.
            if known is not None and offence not in known:
                where = (*place, index, "values", offence)
                yield where, f"no crime can ever have {offence!r} as its {each.field}"
        yield from check_validity(each, (*place, index))
    entries = [(each.scheme, each) for each in weights]
    yield from check_overlaps(entries, place, "another version of it is valid on the same days")
