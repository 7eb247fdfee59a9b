"""What every definition file's models share."""

from pydantic import BaseModel, ConfigDict


class Definition(BaseModel):
    """Unknown words are refused, and nothing changes once it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")
