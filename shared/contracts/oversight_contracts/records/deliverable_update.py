"""What a lead reports of a deliverable of a plan for a period."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from oversight_contracts.errors import misplaced
from oversight_contracts.records.base import Slug
from oversight_contracts.records.statement import Statement

Post = Annotated[str, StringConstraints(min_length=1, max_length=120)]


Frequency = Literal["monthly", "quarterly", "6-monthly", "annual", "until-complete"]


class DeliverableUpdate(Statement):
    """One deliverable in one period. Leads and authors are posts, never people's names."""

    plan: Slug = Field(description="which plan, for example police-and-crime-plan-2014-16")
    deliverable: Slug = Field(description="which of its deliverables")
    lead: Post | None = Field(None, description="the post that answers for it: ACC Operations")
    frequency: Frequency | None = Field(None, description="how often it is reported")
    status: Literal[
        "on-track",
        "at-risk",
        "off-track",
        "complete",
        "reported",
        "not-required",
        "next-quarter",
        "see-other",
    ] = Field(description="how it stands; `reported` where only the narrative says")
    see: Slug | None = Field(None, description="the deliverable that tells, with `see-other`")
    narrative: Annotated[str, StringConstraints(max_length=20_000)] = Field(
        "", description="what is reported, in Markdown: nothing about single people"
    )
    author: Post | None = Field(None, description="the post that wrote it")

    @model_validator(mode="after")
    def _another_is_named(self) -> Self:
        if (self.see is not None) != (self.status == "see-other"):
            raise misplaced("see", "goes with the status see-other, and only with it")
        return self.require_period()
