"""An hour of a source: the events in the log, held against what became of them."""

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from oversight_contracts.time_buckets import start_of_hour

# The indicators that episodes name where events and outcomes do not agree, and where a feed is not
# heard of; they have no definition.
UNACCOUNTED = "events.unaccounted"
QUIET_HOURS, QUIET_DAYS = "feeds.quiet-hours", "feeds.quiet-days"


class Reconciliation(BaseModel):
    """What came of comparing an hour; the later ``at`` wins.

    The hour is that of the Kafka records' timestamps. ``events`` were found by reading the log a
    second time, apart from counting; the other numbers were tallied while counting.
    """

    model_config = ConfigDict(frozen=True)

    fact: Literal["reconciliation"] = "reconciliation"
    source: str = Field(description="empty where the events' own could not be read")
    hour: str = Field(description="the UTC start of the hour, for example 2026-03-29T01")
    events: int | None = Field(description="in the log; null where it can no longer be read")
    counted: int
    duplicate: int
    superseded: int
    conflict: int
    dead_lettered: int
    at: AwareDatetime = Field(description="when the two were compared")

    @property
    def outcomes(self) -> int:
        """Events of which it is known what became of them."""
        return self.counted + self.duplicate + self.superseded + self.conflict + self.dead_lettered

    @property
    def difference(self) -> int:
        """How many events of the log have no outcome; below zero where there are more outcomes.

        Zero where the log can no longer be read: nothing is known to be wrong.
        """
        return 0 if self.events is None else self.events - self.outcomes

    @property
    def starts(self) -> datetime:
        """The start of the hour."""
        return start_of_hour(self.hour)

    @property
    def key(self) -> bytes:
        return f"reconciliation/{self.source}/{self.hour}".encode()
