"""Arrivals: how many revisions of which records came from a source in an hour."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from oversight_contracts.time_buckets import start_of_hour

# The indicator that episodes of feeds name; it has no definition.
FEED_PACE = "feeds.pace"
# The stages of a kind from the last to the first but one, with the fields that say it was reached.
_LATER: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = MappingProxyType(
    {
        "incident": (
            ("closed", ("closed_at", "cancelled_at")),
            ("arrived", ("arrived_at",)),
            ("dispatched", ("dispatched_at",)),
        ),
        "complaint": (("finalised", ("finalised_at", "cancelled_at")),),
        "crime": (("outcome", ("outcomes", "cancelled_at")),),
    }
)
# The stage that a record of such a kind is in from the first.
_FIRST: Mapping[str, str] = MappingProxyType(
    {"incident": "created", "complaint": "logged", "crime": "recorded"}
)
CREATED, UPDATED, REMOVED = "created", "updated", "removed"


class FeedStage(NamedTuple):
    """What a feed tells of: a kind of record of a force, at a stage."""

    force: str
    kind: str
    stage: str


class ArrivalCount(BaseModel):
    """Revisions of one force, kind and stage that were counted."""

    model_config = ConfigDict(frozen=True)

    force: str
    kind: str
    stage: str = Field(
        description="how far the record had come: created, dispatched, arrived or closed; logged "
        "or finalised; recorded or outcome; of other kinds created where it was not known before, "
        "else updated; of each, removed"
    )
    events: int

    @property
    def of(self) -> FeedStage:
        return FeedStage(self.force, self.kind, self.stage)


class Arrivals(BaseModel):
    """An hour of a source; the later ``at`` wins.

    The hour is that of the Kafka records' timestamps. What came twice counts once, and what was
    overtaken before it came does not count.
    """

    model_config = ConfigDict(frozen=True)

    fact: Literal["arrivals"] = "arrivals"
    source: str
    hour: str = Field(description="the UTC start of the hour, for example 2026-03-29T01")
    counts: tuple[ArrivalCount, ...]
    at: AwareDatetime = Field(description="when they were read; the hour may not be over")

    @property
    def starts(self) -> datetime:
        """The start of the hour."""
        return start_of_hour(self.hour)

    @property
    def key(self) -> bytes:
        return f"arrivals/{self.source}/{self.hour}".encode()


def stage_of(kind: str, values: Mapping[str, Any]) -> str:
    """The furthest stage that a record of ``kind`` states; empty for kinds without stages."""
    for stage, fields in _LATER.get(kind, ()):
        if any(values.get(field) for field in fields):
            return stage
    return _FIRST.get(kind, "")


def stages_of(kind: str) -> tuple[str, ...]:
    """The stages of a kind in their order."""
    later = tuple(stage for stage, _ in reversed(_LATER.get(kind, ())))
    return (_FIRST[kind], *later) if later else (CREATED, UPDATED)


def fields_of(kind: str, stage: str) -> tuple[str, ...]:
    """The fields of a record that say that it has come to a stage; none of the first."""
    return next((fields for name, fields in _LATER.get(kind, ()) if name == stage), ())
