"""What every record has, and the field types records are made of."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from oversight_contracts.errors import misplaced

# The largest integer that every JSON reader holds exactly.
LARGEST_INTEGER = 2**53 - 1

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Revision = Annotated[int, Field(ge=0, le=LARGEST_INTEGER)]

# Self-defined ethnicity, the 18+1 codes of the 2011 census (W4 Roma added in 2021); NS = the
# person was asked and did not say. A blank is another thing: nobody asked or nobody wrote it down.
SelfDefinedEthnicity = Literal[
    "A1", "A2", "A3", "A4", "A9",
    "B1", "B2", "B9",
    "M1", "M2", "M3", "M9",
    "W1", "W2", "W3", "W4", "W9",
    "O2", "O9",
    "NS",
]  # fmt: skip
OfficerDefinedEthnicity = Literal["asian", "black", "mixed", "other", "white", "unknown"]
HateStrand = Literal["race", "religion", "sexual-orientation", "disability", "transgender"]


class Part(BaseModel):
    """A part of a record: an outcome, an allegation."""

    model_config = ConfigDict(frozen=True)


class Record(Part):
    """One thing the force knows. Its identity is force, kind and the envelope's subject."""

    force: Slug = Field(description="the force, for example west-midlands")
    area: Slug = Field(description="the smallest area known; `force` where only the force is")
    revision: Revision = Field(
        description="the source's own revision number, or its last-modified time in ms"
    )

    def require_order(self, *fields: str) -> Self:
        """Refuse the record where one of ``fields`` that is present is before an earlier one."""
        earlier, latest = "", None
        for name in fields:
            at: datetime | None = getattr(self, name)
            if at is None:
                continue
            if latest is not None and at < latest:
                raise misplaced(name, f"is before {earlier}")
            earlier, latest = name, at
        return self
