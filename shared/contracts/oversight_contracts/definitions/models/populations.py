"""Populations: the records that count, and what of them is timed or awaited."""

from typing import Literal

from pydantic import ConfigDict, Field

from oversight_contracts.definitions.base import Definition
from oversight_contracts.definitions.models.conditions import EVERY, Where


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
