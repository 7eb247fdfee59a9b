"""Tables of a report: rows by columns, each cell a figure, or worked out from other cells."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from oversight_contracts.definitions.base import Definition
from oversight_contracts.definitions.models.indicators import IndicatorId
from oversight_contracts.definitions.models.period_names import PeriodName
from oversight_contracts.records.base import Slug
from oversight_measures.periods.period import Every

# YAML reads 2018 as a number, where a title is meant.
Title = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if type(value) is int else value),
    Field(min_length=1, max_length=200),
]


# All lines of the axis that are not worked out from others.
ALL = ("all",)
Titles = Annotated[
    tuple[Title, ...],
    BeforeValidator(lambda value: [value] if isinstance(value, str) else value),
]


class Facet(Definition):
    """What a cell is of. What a row or column does not say, the table says for all."""

    indicator: IndicatorId | None = None
    force: Slug | None = Field(None, description="the report's own force where not said")
    area: Slug | None = Field(None, description="the whole force where not said")
    breakdown: dict[Slug, str] = Field({}, description="dimension to value; all where not said")
    period: PeriodName | None = Field(None, description="the report's own period where not said")
    basis: Slug | None = Field(None, description="residents: the newest where not said")


class Between(Definition):
    """From one line to another of the same axis, by their titles."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    start: Title = Field(alias="from")
    end: Title = Field(alias="to")


class RateOver(Definition):
    """A line per so many of another, by their titles."""

    of: Title
    over: Title
    per: int = Field(1000, gt=0)


class RankAmong(Definition):
    """A line's place among others, by their titles: itself is among them."""

    of: Title
    among: Titles = ALL


class GridLine(Facet):
    """A row or a column: what its cells are of, or how they are worked out from other lines."""

    title: Title
    show: Literal["value", "numerator", "denominator", "residents"] = "value"
    decimals: int | None = Field(None, ge=0, le=4, description="places; as usual where not said")
    whole: bool = Field(False, description="what shares are of: the total")
    sum: Titles = Field((), description="the sum of these lines; `all` that are not worked out")
    share: Title | None = Field(None, description="of this line, the share of its whole, in %")
    change: Between | None = Field(None, description="the difference")
    percentage_change: Between | None = Field(None, description="the difference in % of `from`")
    gap: Titles = Field(
        (), description="the first less the second; of more (or `all`), the highest less the lowest"
    )
    rate: RateOver | None = None
    rank: RankAmong | None = Field(None, description="its place from the lowest figure")
    mean: Titles = Field((), description="the mean of these lines, weighted by `weights`")
    weights: Title | None = Field(
        None, description="of a mean: the line of the other axis that says how much each weighs"
    )
    always: Title | None = Field(
        None, description="a line of the other axis that it is of, whatever line it stands in"
    )

    @property
    def derived(self) -> bool:
        """Whether it is worked out from other lines."""
        return bool(self.named) or ALL in (self.sum, self.gap, self.mean)

    @property
    def named(self) -> tuple[str, ...]:
        """The lines that it is worked out from, but for `all`."""
        spans = [each for each in (self.change, self.percentage_change) if each]
        rates = [self.rate] if self.rate else []
        return (
            *(self.sum if self.sum != ALL else ()),
            *([self.share] if self.share else []),
            *(name for each in spans for name in (each.start, each.end)),
            *(self.gap if self.gap != ALL else ()),
            *(self.mean if self.mean != ALL else ()),
            *(name for each in rates for name in (each.of, each.over)),
            *(self._ranked if self.rank else ()),
        )

    @property
    def _ranked(self) -> tuple[str, ...]:
        assert self.rank is not None
        others = self.rank.among if self.rank.among != ALL else ()
        return tuple(dict.fromkeys((self.rank.of, *others)))

    @model_validator(mode="after")
    def _one_way(self) -> "GridLine":
        counted = (self.sum, self.gap, self.mean, self.share, self.rate, self.rank)
        ways = (*counted, self.change, self.percentage_change)
        if sum(bool(way) for way in ways) > 1:
            raise ValueError("is worked out in one way: say one of sum, share, change, ... alone")
        if bool(self.mean) != (self.weights is not None):
            raise ValueError("a mean is weighted by cases: say `mean` and `weights` together")
        if len(self.gap) == 1 and self.gap != ALL:
            raise ValueError("a gap lies between two lines or more")
        if self.rank and self.rank.among != ALL and self.rank.of not in self.rank.among:
            raise ValueError(f"{self.rank.of} has no rank among lines that it is not one of")
        return self


class Several(Facet):
    """A row or column for each value of a dimension, area, period, similar force or wave."""

    each_value_of: Slug | None = None
    each_area_of: Slug | None = Field(None, description="a kind of area: local-authority")
    each: Every | None = Field(
        None, description="pieces of the report's period, or of the one said"
    )
    each_of: Literal["most-similar-forces"] | None = None
    each_wave_of: Slug | None = Field(
        None, description="a survey: its waves that lie in the period, by their days"
    )

    @model_validator(mode="after")
    def _one_kind(self) -> "Several":
        kinds = (self.each_value_of, self.each_area_of, self.each, self.each_of, self.each_wave_of)
        if sum(kind is not None for kind in kinds) != 1:
            raise ValueError("say one of each_value_of, each_area_of, each, each_of, each_wave_of")
        return self


def _which(value: object) -> str:
    # Told apart by hand, so that a mistake is told of what was meant and not of both.
    if isinstance(value, Several):
        return "Several"
    named = value if isinstance(value, Mapping) else ()
    return "Several" if any(str(name).startswith("each") for name in named) else "GridLine"


Axis = Annotated[
    tuple[
        Annotated[
            Annotated[GridLine, Tag("GridLine")] | Annotated[Several, Tag("Several")],
            Discriminator(_which),
        ],
        ...,
    ],
    Field(min_length=1),
]


class Grid(Facet):
    """Rows by columns. A column's word goes before a row's, and a row's before the table's."""

    rows_are: str = Field("", description="the heading of the rows' titles")
    call_out: bool = Field(
        False, description="mark months, quarters and years that were the lowest or highest ever"
    )
    rows: Axis
    columns: Axis
