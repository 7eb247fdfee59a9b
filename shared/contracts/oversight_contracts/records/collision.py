"""A person killed or hurt in a road collision, as STATS19 has it."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

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


class Casualty(Record):
    """One person. A serious casualty who dies within 30 days becomes a fatal one."""

    collided_at: Moment = Field(description="when the collision was: the day it is counted on")
    collision: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:@+-]{1,128}$")] | None = (
        Field(None, description="the id of the collision's record")
    )
    severity: Severity = Field(description="how badly: killed is fatal")
    road: RoadClass | None = Field(None, description="the class of the first road")
    casualty_class: Literal["driver-or-rider", "passenger", "pedestrian"] | None = Field(
        None, description="what the person was"
    )
    travelling_by: (
        Literal["on-foot", "pedal-cycle", "motorcycle", "car", "bus-or-coach", "goods", "other"]
        | None
    ) = Field(None, description="how the person travelled")
    age_band: Literal["0-15", "16-24", "25-59", "60-and-over"] | None = Field(
        None, description="how old the person was"
    )
    cancelled_at: Moment | None = Field(None, description="recorded in error")

    @model_validator(mode="after")
    def _days_follow_one_another(self) -> Self:
        return self.require_order("collided_at", "cancelled_at")
