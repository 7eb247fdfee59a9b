"""An incident as the control room knows it."""

from typing import Literal, Self

from pydantic import Field, model_validator

from oversight_contracts.records.base import HateStrand, Record
from oversight_contracts.records.moments import Moment

# `not-known` is for incidents that were published without their grade: no response is judged.
Grade = Literal["priority-1", "priority-2", "priority-3", "scheduled", "no-deployment", "not-known"]
Channel = Literal[
    "999", "101", "online", "live-chat", "front-counter", "officer", "agency", "alarm"
]
Category = Literal[
    "anti-social-behaviour",
    "burglary",
    "concern-for-welfare",
    "domestic-abuse",
    "fraud",
    "mental-health",
    "missing-person",
    "public-order",
    "robbery",
    "suspicious-circumstances",
    "theft",
    "traffic",
    "vehicle-crime",
    "violence",
    "other",
]
IncidentMarker = Literal[
    "anti-social-behaviour",
    "child-abuse",
    "child-sexual-exploitation",
    "concern-for-welfare",
    "domestic-abuse",
    "female-genital-mutilation",
    "forced-marriage",
    "honour-based-abuse",
    "mental-health",
    "modern-slavery",
    "priority-area",
    "human-trafficking",
    "repeat-victim",
    "vulnerable-adult",
    "non-crime",
]


class Incident(Record):
    """Response time runs from ``received_at`` to ``arrived_at``; every stage is kept."""

    received_at: Moment = Field(description="the contact reached the force: the clock starts")
    answered_at: Moment | None = Field(None, description="the call was answered")
    created_at: Moment | None = Field(None, description="the log was opened")
    dispatched_at: Moment | None = Field(None, description="the first resource was assigned")
    arrived_at: Moment | None = Field(None, description="the first resource was at the scene")
    closed_at: Moment | None = Field(None, description="the log was closed")
    cancelled_at: Moment | None = Field(
        None, description="the log was cancelled: a duplicate, or made in error"
    )
    grade: Grade = Field(description="the response grade as it stands now")
    initial_grade: Grade | None = Field(None, description="the grade first given")
    attendance: Literal["required", "not-required"] = Field(
        "required", description="whether somebody has to go: not where it was settled by telephone"
    )
    channel: Channel | None = Field(None, description="how the contact came in")
    category: Category | None = Field(None, description="what it was, as closed or as thought now")
    markers: tuple[IncidentMarker, ...] = Field(
        (), description="what the control room flagged it as"
    )
    hate_strands: tuple[HateStrand, ...] = Field(
        (), description="the strands of hate that it was flagged with"
    )

    @model_validator(mode="after")
    def _stages_follow_one_another(self) -> Self:
        self.require_order("received_at", "answered_at", "dispatched_at", "arrived_at", "closed_at")
        return self.require_order("received_at", "cancelled_at")
