"""A stop and search, as the Home Office annual data requirement and data.police.uk have it."""

from typing import Literal

from pydantic import Field

from oversight_contracts.records.base import (
    OfficerDefinedEthnicity,
    Record,
    SelfDefinedEthnicity,
)
from oversight_contracts.records.moments import Moment

Legislation = Literal[
    "aviation-security-act-1982-section-24b",
    "aviation-security-act-1982-section-27",
    "criminal-justice-act-1988-section-139b",
    "criminal-justice-and-public-order-act-1994-section-60",
    "crossbows-act-1987-section-4",
    "customs-and-excise-management-act-1979-section-163",
    "deer-act-1991-section-12",
    "environmental-protection-act-1990-section-34b",
    "firearms-act-1968-section-47",
    "hunting-act-2004-section-8",
    "misuse-of-drugs-act-1971-section-23",
    "poaching-prevention-act-1862-section-2",
    "police-and-criminal-evidence-act-1984-section-1",
    "police-and-criminal-evidence-act-1984-section-6",
    "protection-of-badgers-act-1992-section-11",
    "psychoactive-substances-act-2016-section-36",
    "psychoactive-substances-act-2016-section-37",
    "public-order-act-2023-section-10",
    "public-order-act-2023-section-11",
    "public-stores-act-1875-section-6",
    "sentencing-act-2020-section-342e",
    "sporting-events-act-1985-section-7",
    "terrorism-act-2000-section-43",
    "terrorism-act-2000-section-47a",
    "wildlife-and-countryside-act-1981-section-19",
    "other",
]
SearchObject = Literal[
    "anything-to-threaten-or-harm-anyone",
    "article-for-use-in-theft",
    "articles-for-use-in-criminal-damage",
    "controlled-drugs",
    "crossbows",
    "detailed-object-unavailable",
    "evidence-of-offences-under-the-act",
    "evidence-of-wildlife-offences",
    "firearms",
    "fireworks",
    "game-or-poaching-equipment",
    "goods-on-which-duty-has-not-been-paid",
    "offensive-weapons",
    "psychoactive-substances",
    "seals-or-hunting-equipment",
    "stolen-goods",
    "other",
]
SearchOutcome = Literal[
    "no-further-action",
    "arrest",
    "caution",
    "community-resolution",
    "khat-or-cannabis-warning",
    "penalty-notice-for-disorder",
    "summons-or-charged-by-post",
    "other-action",
]


class StopSearch(Record):
    """One search. A blank outcome is not known; it is not the same as no further action."""

    searched_at: Moment = Field(description="when the search was made: the day it is counted on")
    search_type: Literal["person", "vehicle", "person-and-vehicle"] = Field(
        description="what was searched"
    )
    legislation: Legislation | None = Field(None, description="the power that was used")
    search_object: SearchObject | None = Field(None, description="what was searched for")
    outcome: SearchOutcome | None = Field(None, description="what it ended in; blank is not known")
    outcome_linked_to_object: bool | None = Field(
        None, description="whether the outcome is for what was searched for"
    )
    more_than_outer_clothing: bool | None = Field(
        None, description="more than outer clothing was removed"
    )
    self_defined_ethnicity: SelfDefinedEthnicity | None = Field(
        None, description="as the person said, in the 18+1 codes; NS: asked and not said"
    )
    officer_defined_ethnicity: OfficerDefinedEthnicity | None = Field(
        None, description="as the officer saw it"
    )
    gender: Literal["female", "male", "other"] | None = Field(
        None, description="as recorded by the officer"
    )
    age_range: Literal["under-10", "10-17", "18-24", "25-34", "over-34"] | None = Field(
        None, description="as the person or the officer said"
    )
    body_worn_video: bool | None = Field(None, description="recorded on body-worn video")
    part_of_operation: bool | None = Field(
        None, description="whether it was made in a planned operation"
    )
    repeat: bool | None = Field(None, description="the source's marker: searched before")
