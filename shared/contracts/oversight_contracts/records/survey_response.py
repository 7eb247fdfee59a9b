"""One answer of one person to one question of a survey, without anything about the person."""

from typing import Literal, Self

from pydantic import Field, model_validator

from oversight_contracts.errors import misplaced
from oversight_contracts.records.base import Record, Slug
from oversight_contracts.records.crime import Offence
from oversight_contracts.records.moments import Moment

Answer = Literal[
    "strongly-agree",
    "tend-to-agree",
    "neither",
    "tend-to-disagree",
    "strongly-disagree",
    "completely-satisfied",
    "very-satisfied",
    "fairly-satisfied",
    "fairly-dissatisfied",
    "very-dissatisfied",
    "completely-dissatisfied",
    "excellent",
    "good",
    "fair",
    "poor",
    "very-poor",
    "very-safe",
    "fairly-safe",
    "bit-unsafe",
    "very-unsafe",
    "increased",
    "about-the-same",
    "decreased",
    "yes",
    "no",
    "do-not-know",
]


class SurveyResponse(Record):
    """One record for each question put to each person; without an answer, none was given."""

    survey: Slug = Field(description="which survey, for example feeling-the-difference")
    wave: Slug = Field(description="which round of it, for example wave-25 or 2020-q1")
    asked_at: Moment = Field(description="the interview or invitation: the day it is counted on")
    question: Slug = Field(description="which question, for example confidence-in-this-area")
    answer: Answer | None = Field(None, description="what was answered; absent where nothing was")
    choice: Slug | None = Field(
        None, description="what was named, where the question asks which: burglary, speeding"
    )
    about: Literal["crime", "anti-social-behaviour"] | None = Field(
        None, description="what the person had reported, where only those are asked"
    )
    offence: Offence | None = Field(None, description="the crime that the person had reported")
    cancelled_at: Moment | None = Field(None, description="taken out of the survey")

    @model_validator(mode="after")
    def _an_offence_is_about_crime(self) -> Self:
        self.require_order("asked_at", "cancelled_at")
        if self.offence and self.about != "crime":
            raise misplaced("offence", "is given where about is not crime")
        return self
