"""Indicator definitions: which records count, in which bucket, as which measure."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, field_validator

from oversight_contracts.definitions.base import Definition
from oversight_contracts.definitions.models.conditions import EVERY, Where
from oversight_contracts.definitions.models.documents import Citation
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.records.base import Slug
from oversight_contracts.records.statistic import Measure
from oversight_measures.periods.period import Period


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


Comparator = Literal[
    "most-similar-forces",
    "england-and-wales",
    "last-year",
    "baseline-year",
    "between-areas",
    "between-groups",
]


class Break(Definition):
    """Figures of before ``on`` and from ``on`` are not comparable."""

    on: date
    why: str = Field(description="what changed, without a full stop")


class History(Definition):
    """What stands for the time before records begin."""

    statistic: Measure = Field(description="the measure by which the statistic is published")


def break_between(breaks: Iterable[Break], earlier: Period, later: Period) -> Break | None:
    """The first break that makes two periods (half-open) incomparable, or None."""
    first, end = min(earlier.start, later.start), max(earlier.end, later.end)
    return break_inside(breaks, Period(first, end))


def break_inside(breaks: Iterable[Break], period: Period) -> Break | None:
    """The first break after the period's first day and before its end, or None."""
    found = (each for each in breaks if period.start < each.on < period.end)
    return min(found, key=lambda each: each.on, default=None)


IndicatorId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+$")]


class Population(Definition):
    """The records that count, and the moment that puts each into its bucket."""

    kind: str
    at: str = Field(description="the field whose London day (or hour) is the bucket")
    where: Where = EVERY
    each: str | None = Field(None, description="count elements of this list field, not records")


class Within(Definition):
    """A duration no longer than the target that was valid on the day the clock started."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    start: str = Field(alias="from")
    end: str = Field(alias="to")
    target: str = Field(description="a name in targets.yaml; without a target it does not count")


class Pending(Definition):
    """Records whose answer is not there: they are in no share until it is."""

    where: Where
    means: str = Field(description="in words, for pages: `not attended yet`, `outcome not known`")
    counts: Literal["as-miss", "left-out"] = Field(
        description="as-miss: a miss once the window is past the target; left-out: only shown"
    )


class IndicatorBase(Definition):
    """What every measure has."""

    id: IndicatorId
    title: str
    description: str
    documents: tuple[Citation, ...] = Field((), description="where it is asked for or printed")
    lead: str | None = Field(None, description="the post that answers for it: ACC Operations")
    breaks: tuple[Break, ...] = Field((), description="days on which its meaning changed")
    comparators: tuple[Comparator, ...] = Field((), description="what it is held against")
    history: History | None = Field(None, description="what stands for it before records begin")
    not_collected: str | None = Field(
        None, description="why no figure of it is collected any more, without a full stop"
    )
    unit: str = Field(description="in words, as printed after a figure: crimes, %, per 1,000")
    polarity: Literal["higher-is-better", "lower-is-better", "neither"]
    decimals: int = Field(1, ge=0, le=4, description="places printed")
    grain: Literal["day", "hour"] = "day"
    breakdowns: tuple[Annotated[tuple[str, ...], Field(min_length=1, max_length=2)], ...] = Field(
        (), description="dimensions (or lists of two) that the totals are kept by"
    )

    @field_validator("breakdowns", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        if not isinstance(value, list):
            return value
        return [[each] if isinstance(each, str) else each for each in value]


class CountIndicator(IndicatorBase):
    """How many."""

    measure: Literal["count"]
    counts: Population


class RateIndicator(IndicatorBase):
    """How many per so many residents."""

    measure: Literal["rate"]
    counts: Population
    per: Literal[1000, 10000, 100000, 1000000] = 1000


class ProportionIndicator(IndicatorBase):
    """Which share of a population; the hits are part of it."""

    measure: Literal["proportion"]
    of: Population
    hit: Where = EVERY
    within: Within | None = None
    pending: Pending | None = None


class DurationIndicator(IndicatorBase):
    """How long: median, 90th percentile and the share that never came to its end."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    measure: Literal["duration"]
    of: Population
    start: str = Field(alias="from")
    end: str = Field(alias="to")
    less_days: str | None = Field(None, description="a field of whole days to take off")
    counted_in: Literal["seconds", "days"]
    open: Where = Field(EVERY, description="of those without an end: these may still get one")
    never: str = Field("never ended", description="in words: those that will not get one")


class DisparityIndicator(IndicatorBase):
    """The rate of each group over the rate of the reference group."""

    measure: Literal["disparity"]
    counts: Population
    group: str = Field(description="the dimension compared; residents are known by it")
    reference: str


class RatioIndicator(IndicatorBase):
    """One count over another, each with its own kind, day and conditions."""

    measure: Literal["ratio"]
    numerator: Population
    denominator: Population
    times: int = Field(100, description="100 for a percentage, 1 for a plain ratio")


class StatisticIndicator(IndicatorBase):
    """A figure that somebody publishes: quoted from a statement of the period, never counted.

    ``breakdowns`` are the dimensions that the statement's ``by`` may name.
    """

    measure: Literal["statistic"]
    statistic: Measure | None = Field(
        None, description="which statistics it quotes; those of its own id where not said"
    )
    times: int | None = Field(
        None, gt=0, description="times a numerator over its denominator; 100 where the unit is %"
    )
    signed: bool = Field(False, description="a change: a rise is printed with its sign")

    @property
    def quotes(self) -> str:
        """The measure of the statistics that it quotes."""
        return self.statistic or self.id

    @property
    def factor(self) -> int:
        """What a numerator over its denominator is multiplied by."""
        return self.times or (100 if self.unit == "%" else 1)


class StockIndicator(IndicatorBase):
    """What is open at the end of a day: opening balance + opened - closed."""

    measure: Literal["stock"]
    opened: Population
    closed: Population
    opening: Opening | None = Field(
        None, description="what was open at the beginning of a day; the stock is read from there on"
    )


class SeverityIndicator(IndicatorBase):
    """Counts that another indicator keeps, times weights that the user supplies; none of its own.

    ``per`` brings it over so many residents; without it, it is the plain weighted sum.
    """

    measure: Literal["severity"]
    of: IndicatorId = Field(description="the count whose totals are weighed")
    by: str = Field("offence", description="its breakdown that says what weighs how much")
    weights: Slug = Field(description="a scheme of weights.yaml, which the user supplies")
    per: Literal[1000, 10000, 100000, 1000000] | None = None


Indicator = (
    CountIndicator
    | RateIndicator
    | ProportionIndicator
    | DurationIndicator
    | DisparityIndicator
    | RatioIndicator
    | StockIndicator
    | StatisticIndicator
    | SeverityIndicator
)


# One entry of an indicators file, told apart by its measure.
INDICATOR: TypeAdapter[Indicator] = TypeAdapter(
    Annotated[Indicator, Field(discriminator="measure")]
)


def populations(indicator: Indicator) -> tuple[Population, ...]:
    """The populations that an indicator reads, in the order its measure names them.

    A statistic reads none: nothing is counted. Nor does a severity, which reads another's totals.
    """
    if isinstance(indicator, StatisticIndicator | SeverityIndicator):
        return ()
    if isinstance(indicator, RatioIndicator):
        return indicator.numerator, indicator.denominator
    if isinstance(indicator, StockIndicator):
        return indicator.opened, indicator.closed
    if isinstance(indicator, ProportionIndicator | DurationIndicator):
        return (indicator.of,)
    return (indicator.counts,)


def is_over_residents(indicator: Indicator) -> bool:
    """Whether its figure needs residents, and so a census."""
    if isinstance(indicator, SeverityIndicator):
        return indicator.per is not None
    return isinstance(indicator, RateIndicator | DisparityIndicator)
