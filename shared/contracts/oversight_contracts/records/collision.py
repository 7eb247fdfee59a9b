"""A road collision in which somebody was hurt, as STATS19 has it."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from oversight_contracts.records.base import Record
from oversight_contracts.records.moments import Moment

Severity = Literal["fatal", "serious", "slight"]
RoadClass = Literal["motorway", "a-motorway", "a", "b", "c", "unclassified"]


class Collision(Record):
    """One collision, however many people were hurt: those are records of kind casualty."""

    collided_at: Moment = Field(description="when it happened: the day it is counted on")
    severity: Severity = Field(description="that of the worst hurt casualty")
    road: RoadClass | None = Field(None, description="the class of the first road")
    vehicles: Annotated[int, Field(ge=0, le=1000)] | None = Field(
        None, description="vehicles involved"
    )
    casualties: Annotated[int, Field(ge=1, le=1000)] | None = Field(
        None, description="people killed or hurt"
    )
    cancelled_at: Moment | None = Field(None, description="recorded in error")

    @model_validator(mode="after")
    def _days_follow_one_another(self) -> Self:
        return self.require_order("collided_at", "cancelled_at")
