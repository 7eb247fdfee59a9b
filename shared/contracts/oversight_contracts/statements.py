"""What was stated: the newest revision of a record that is published as it is."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class StatementFact(BaseModel):
    """The newest revision of one record; the higher revision wins."""

    model_config = ConfigDict(frozen=True)

    fact: Literal["statement"] = "statement"
    force: str
    kind: str = Field(description="statistic or deliverable-update")
    id: str = Field(description="the record's id, the subject of its events")
    revision: int
    data: dict[str, Any] | None = Field(description="the record; null where it was removed")

    @property
    def key(self) -> bytes:
        return f"statement/{self.force}/{self.kind}/{self.id}".encode()
