"""The base of every JSON document that reporting answers with or freezes."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from oversight_measures.periods.period import Period

# A figure as JSON has it: whole numbers stay whole.
Number = int | float
# With its offset as ``+00:00``: frozen bytes have it so, where Pydantic would write ``Z``.
Moment = Annotated[
    datetime,
    PlainSerializer(datetime.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class DocumentModel(BaseModel):
    """A part of a document, immutable.

    Reading is lenient: unknown keys are ignored, and keys that older snapshots lack have a default.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class DatedDocument(DocumentModel):
    """A document of a period of London days, of which ``to`` is the first one after it."""

    start: date = Field(alias="from")
    end: date = Field(alias="to")

    @property
    def period(self) -> Period:
        """The days, half-open."""
        return Period(self.start, self.end)


def dump(document: DocumentModel) -> dict[str, Any]:
    """The document as JSON values, with the keys that were given or read and no others."""
    return document.model_dump(mode="json", by_alias=True, exclude_unset=True)
