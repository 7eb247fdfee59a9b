"""A dead letter: the original bytes, where they stood, and why they cannot be counted."""

from pydantic import AwareDatetime, Base64Bytes, BaseModel, ConfigDict, Field


class DeadLetter(BaseModel):
    """``index`` is the place inside a batch record, None for a record of one event."""

    model_config = ConfigDict(frozen=True)

    topic: str
    partition: int
    offset: int
    index: int | None = None
    reason: str
    source: str | None = Field(None, description="as far as it could be read")
    id: str | None = Field(None, description="as far as it could be read")
    at: AwareDatetime
    original: Base64Bytes

    @property
    def key(self) -> bytes:
        index = "" if self.index is None else str(self.index)
        return f"{self.topic}/{self.partition}/{self.offset}/{index}".encode()
