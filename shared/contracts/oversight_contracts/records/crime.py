"""A crime as recorded under the Home Office Counting Rules."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from oversight_contracts.errors import misplaced
from oversight_contracts.records.base import HateStrand, Part, Record
from oversight_contracts.records.moments import LongAgo, Moment

# The sub-groups of the police recorded crime tables; main groups are sums of these
# (dimensions.yaml), so that a record cannot say two different things.
Offence = Literal[
    "homicide",
    "death-or-serious-injury-by-driving",
    "violence-with-injury",
    "violence-without-injury",
    "stalking-and-harassment",
    "rape",
    "other-sexual-offences",
    "robbery-of-business-property",
    "robbery-of-personal-property",
    "burglary-residential",
    "burglary-business-and-community",
    "theft-of-a-motor-vehicle",
    "theft-from-a-vehicle",
    "aggravated-vehicle-taking",
    "interfering-with-a-motor-vehicle",
    "theft-from-the-person",
    "bicycle-theft",
    "shoplifting",
    "making-off-without-payment",
    "other-theft",
    "criminal-damage",
    "arson",
    "trafficking-of-drugs",
    "possession-of-drugs",
    "possession-of-weapons",
    "public-order",
    "miscellaneous-crimes",
    "fraud",
    # As data.police.uk publishes them, where that is all that is known: each is coarser than a
    # sub-group, and none of the force's own records should carry one.
    "violence-and-sexual-offences",
    "robbery",
    "burglary",
    "vehicle-crime",
    "criminal-damage-and-arson",
    "drugs",
    "public-disorder-and-weapons",
    "other-crime",
]
# The sub-groups that each of the coarser ones may hold. Until 2013 "other crime" held what is now
# published apart.
PUBLISHED_TOGETHER: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "violence-and-sexual-offences": frozenset(
            {
                *("homicide", "death-or-serious-injury-by-driving", "violence-with-injury"),
                *("violence-without-injury", "stalking-and-harassment"),
                *("rape", "other-sexual-offences"),
            }
        ),
        "robbery": frozenset({"robbery-of-business-property", "robbery-of-personal-property"}),
        "burglary": frozenset({"burglary-residential", "burglary-business-and-community"}),
        "vehicle-crime": frozenset(
            {
                *("theft-of-a-motor-vehicle", "theft-from-a-vehicle"),
                *("aggravated-vehicle-taking", "interfering-with-a-motor-vehicle"),
            }
        ),
        "criminal-damage-and-arson": frozenset({"criminal-damage", "arson"}),
        "drugs": frozenset({"trafficking-of-drugs", "possession-of-drugs"}),
        "public-disorder-and-weapons": frozenset({"public-order", "possession-of-weapons"}),
        "other-crime": frozenset(
            {
                *("theft-from-the-person", "bicycle-theft", "shoplifting", "other-theft"),
                *("making-off-without-payment", "criminal-damage", "arson"),
                *("trafficking-of-drugs", "possession-of-drugs", "possession-of-weapons"),
                *("public-order", "miscellaneous-crimes", "fraud"),
            }
        ),
    }
)
CrimeMarker = Literal[
    "alcohol",
    "business",
    "child-abuse",
    "child-sexual-exploitation",
    "cyber",
    "domestic-abuse",
    "female-genital-mutilation",
    "firearm",
    "forced-marriage",
    "gang",
    "honour-based-abuse",
    "human-trafficking",
    "knife",
    "modern-slavery",
    "most-serious-violence",
    "public-place",
    "public-transport",
    "repeat-victim",
    "serious-sexual-offence",
    "vulnerable-adult",
]
CancellationReason = Literal[
    "recorded-in-error", "duplicate", "transferred", "verified-no-crime", "self-defence"
]


class CrimeOutcome(Part):
    """An outcome under the Home Office outcomes framework, counted on its own day."""

    code: Annotated[int, Field(ge=1, le=22)] = Field(description="Home Office outcome type 1 to 22")
    at: Moment = Field(description="when the outcome was recorded")


class Crime(Record):
    """Counted on the day of ``recorded_at`` until it is cancelled."""

    recorded_at: Moment = Field(description="when it was recorded: the day it is counted on")
    reported_at: Moment | None = Field(None, description="when the force was told")
    occurred_from: LongAgo | None = Field(None, description="the earliest it can have happened")
    occurred_to: LongAgo | None = Field(None, description="the latest it can have happened")
    cancelled_at: Moment | None = Field(None, description='recorded in error: a "no crime"')
    cancellation_reason: CancellationReason | None = Field(None, description="why it was cancelled")
    offence: Offence = Field(description="sub-group of the recorded crime tables")
    offence_code: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,3}[A-Z]?(/[0-9]{1,2})?$")] | (
        None
    ) = Field(None, description="Home Office offence code, for example 30C or 8/01")
    markers: tuple[CrimeMarker, ...] = Field((), description="what it was flagged as")
    hate_strands: tuple[HateStrand, ...] = Field(
        (), description="the strands of hate that it was flagged with"
    )
    victim: Literal["person", "organisation", "state"] | None = Field(
        None, description="who was the victim"
    )
    outcomes: tuple[CrimeOutcome, ...] = Field((), description="each counted on its own day")

    @model_validator(mode="after")
    def _days_follow_one_another(self) -> Self:
        self.require_order("occurred_from", "occurred_to")
        self.require_order("recorded_at", "cancelled_at")
        if self.cancellation_reason and self.cancelled_at is None:
            raise misplaced("cancellation_reason", "is given without cancelled_at")
        return self
