"""One decision that an audit of crime recording looked at."""

from typing import Literal, Self

from pydantic import Field, model_validator

from oversight_contracts.errors import misplaced
from oversight_contracts.records.base import Record, Slug
from oversight_contracts.records.crime import Offence
from oversight_contracts.records.moments import Moment


class RecordingAudit(Record):
    """One decision audited. ``correct`` is the auditor's finding.

    Of a crime that should have been recorded: whether it was. Of a crime that was cancelled:
    whether that was right.
    """

    audit: Slug = Field(description="which audit, for example crime-data-integrity-2014")
    audited_at: Moment = Field(description="when it was looked at: the day it is counted on")
    decision: Literal["recording", "cancellation", "classification", "outcome"] = Field(
        description="what was decided"
    )
    route: Literal["incident", "direct"] | None = Field(
        None, description="whether the crime was reported through an incident, or to a crime desk"
    )
    offence: Offence | None = Field(None, description="what it is, in the auditor's view")
    correct: bool | None = Field(None, description="whether it was right; absent: not decided yet")
    in_time: bool | None = Field(None, description="recorded within 24 hours")
    cancelled_at: Moment | None = Field(None, description="taken out of the audit")

    @model_validator(mode="after")
    def _time_is_of_recording(self) -> Self:
        self.require_order("audited_at", "cancelled_at")
        if self.in_time is not None and self.decision != "recording":
            raise misplaced("in_time", "is given where the decision is not recording")
        return self
