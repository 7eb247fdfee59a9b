"""What alerts publishes: an episode as it stands after each transition."""

from collections.abc import Mapping
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

# Why an episode ended, in words.
END_REASONS: Mapping[str, str] = {
    "recovered": "recovered",
    "corrected": "corrected: as records stand now it had not happened",
    "recomputed": "recomputed: under the definitions as they are now it had not happened",
    "fewer-records": "fewer records: too few are left to judge when it began",
    "no-longer-judged": "no longer judged; whether it recovered is not known",
    "rule-withdrawn": "its rule or area is no longer defined",
}


class EpisodeFact(BaseModel):
    """A rule broken on a series, from opened to resolved. The higher ``revision`` wins.

    ``value``, ``threshold``, ``lower`` and ``upper`` are in the indicator's unit; the window is
    half-open, in the indicator's buckets.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    revision: int
    rule: str
    title: str
    severity: Literal["warning", "critical"]
    state: Literal["open", "acknowledged", "resolved"]
    transition: Literal["opened", "worsened", "resolved", "acknowledged", "unacknowledged"]
    indicator: str
    force: str
    area: str
    by: str
    value: float | None
    threshold: float
    lower: float | None = None
    upper: float | None = None
    numerator: int | None = None
    denominator: int | None = None
    kind: str = Field("", description="the kind of rule: limit, drift, disparity, feed, ...")
    thread: str = Field("", description="episodes of one thread in one force have one cause")
    began: str | None = Field(None, description="the bucket in which it most likely began")
    bucket: str | None = Field(None, description="the last bucket judged as it opened")
    end_reason: str | None = Field(None, description="why it ended: " + ", ".join(END_REASONS))
    window_from: str
    window_to: str
    opened_at: AwareDatetime
    changed_at: AwareDatetime
    resolved_at: AwareDatetime | None = None
    acknowledged_by: str | None = Field(
        None, description="who took it on, and the name of the token's holder"
    )
    note: str | None = Field(None, description="what was said by who took it on")

    @property
    def key(self) -> bytes:
        return self.id.encode()
