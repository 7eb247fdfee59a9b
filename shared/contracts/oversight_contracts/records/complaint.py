"""A complaint case under the Police Reform Act 2002, before and after 1 February 2020."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from oversight_contracts.errors import misplaced
from oversight_contracts.records.base import Part, Record, SelfDefinedEthnicity
from oversight_contracts.records.moments import Moment

# The IOPC's categories of allegation in force since 1 February 2020; `other` holds older ones.
AllegationCategory = Literal[
    "delivery-of-duties-and-service",
    "police-powers-policies-and-procedures",
    "handling-of-or-damage-to-property",
    "access-or-disclosure-of-information",
    "use-of-police-vehicles",
    "discriminatory-behaviour",
    "abuse-of-position-corruption",
    "individual-behaviours",
    "sexual-conduct",
    "discreditable-conduct",
    "incivility",
    "oppressive-behaviour",
    "other",
]
AllegationOutcome = Literal[
    "service-acceptable",
    "service-not-acceptable",
    "not-able-to-determine",
    "resolved",
    "not-resolved",
    "no-further-action",
    "case-to-answer",
    "no-case-to-answer",
    "upheld",
    "not-upheld",
    "withdrawn",
]


class Allegation(Part):
    """One allegation of a case; a case has one or more, and the two are counted apart."""

    category: AllegationCategory = Field(description="what is alleged")
    outcome: AllegationOutcome | None = Field(None, description="what was found of it")
    finalised_at: Moment | None = Field(None, description="it came to its end")


class Complaint(Record):
    """One case. Days to finalise run from ``received_at`` to ``finalised_at``."""

    received_at: Moment = Field(description="the complaint reached the force")
    logged_at: Moment = Field(description="the case was logged: the day it is counted on")
    contacted_at: Moment | None = Field(None, description="the complainant was first contacted")
    investigation_started_at: Moment | None = Field(
        None, description="booked out for investigation"
    )
    finalised_at: Moment | None = Field(None, description="it came to its end")
    cancelled_at: Moment | None = Field(None, description="logged in error")
    handling: Literal["under-schedule-3", "outside-schedule-3", "pre-2020-rules"] = Field(
        description="under or outside Schedule 3, or under the rules before 1 February 2020"
    )
    suspended_days: Annotated[int, Field(ge=0, le=36_500)] = Field(
        0, description="days suspended, for example while proceedings were under way"
    )
    allegations: Annotated[tuple[Allegation, ...], Field(min_length=1, max_length=200)] = Field(
        description="one or more, counted apart from cases"
    )
    complainant_ethnicity: SelfDefinedEthnicity | None = Field(
        None, description="as the complainant said, in the 18+1 codes"
    )
    review: Literal["requested", "upheld", "not-upheld"] | None = Field(
        None, description="the state of a review of the outcome"
    )
    review_requested_at: Moment | None = Field(None, description="needed beside `review`")
    misconduct: Literal["meeting", "hearing"] | None = Field(
        None, description="the proceedings that followed"
    )
    misconduct_at: Moment | None = Field(None, description="when they were held")

    @model_validator(mode="after")
    def _days_follow_one_another(self) -> Self:
        self.require_order("received_at", "logged_at")
        self.require_order("received_at", "contacted_at")
        self.require_order("received_at", "finalised_at")
        self.require_order("logged_at", "cancelled_at")
        if self.review and self.review_requested_at is None:
            raise misplaced("review_requested_at", "is missing beside review")
        return self
