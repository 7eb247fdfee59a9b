"""The typical spread of a family of indicators, where a series is too short to tell its own."""

from collections.abc import Iterable, Iterator
from typing import Literal

from pydantic import Field

from oversight_contracts.definitions.base import Definition
from oversight_contracts.definitions.yaml_source import Finding
from oversight_contracts.records.base import Slug
from oversight_measures.spread.observed import Kind
from oversight_measures.spread.spread import Source, Spread

_OF = {Kind.COUNT: "counts", Kind.SHARE: "shares", Kind.RATIO: "ratios"}


class TypicalSpread(Definition):
    """How much more the months of such series vary than independent cases would."""

    family: Slug = Field(description="the part of indicators' ids before the dot: stop-search")
    of: Literal["counts", "shares", "ratios"] = Field(
        description="counts and rates, shares of a population, or ratios and disparities"
    )
    dispersion: float = Field(ge=1, le=1000, description="variance of a month over theirs")
    at: float = Field(
        gt=0,
        le=10_000_000,
        description="events (of counts) or cases (of shares; of ratios those of both) a month that "
        "the dispersion is of: it grows with them",
    )
    degrees: float = Field(gt=1, le=1000, description="degrees of freedom: how well it is known")
    source: str = Field(description="where it comes from, without a full stop")


class SpreadsFile(Definition):
    spreads: tuple[TypicalSpread, ...]


def check_spreads(spreads: Iterable[TypicalSpread]) -> Iterator[Finding]:
    """A family that has two of one kind: nobody could tell which one stands."""
    known = set[tuple[str, str]]()
    for index, each in enumerate(spreads):
        if (each.family, each.of) in known:
            yield ("spreads", index, "family"), f"{each.family} has two spreads of {each.of}"
        known.add((each.family, each.of))


def typical_spread(spreads: Iterable[TypicalSpread], indicator: str, kind: Kind) -> Spread | None:
    """The spread that is stated for an indicator's family, or None where none is."""
    family = indicator.partition(".")[0]
    for each in spreads:
        if (each.family, each.of) == (family, _OF[kind]):
            return Spread(each.dispersion, each.degrees, Source.PRIOR, at=each.at)
    return None
