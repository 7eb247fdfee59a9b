"""The envelope: the attributes of a CloudEvent 1.0, in the form and limits used here."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from oversight_contracts.records.base import Part, Revision, Slug
from oversight_contracts.records.moments import Moment

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"

# Safe in a URL's path, a Kafka key and a log line.
Identifier = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@+-]*$", max_length=128)
]
# The same with slashes and spaces between, as crime numbers have them: in a path percent-encoded.
REFERENCE = r"[A-Za-z0-9]([A-Za-z0-9._:@+/ -]*[A-Za-z0-9._:@+/-])?"
LONGEST_REFERENCE = 128
Reference = Annotated[
    str, StringConstraints(pattern=f"^{REFERENCE}$", max_length=LONGEST_REFERENCE)
]


class Envelope(BaseModel):
    """The attributes of the event; ``data`` is checked by its kind."""

    model_config = ConfigDict(frozen=True)

    specversion: Literal["1.0"]
    id: Reference = Field(description="unique within the source")
    source: Identifier = Field(description="the feed, for example urn:west-midlands:control-room")
    type: str = Field(description="uk.police.<kind>.recorded.v1 or uk.police.<kind>.removed.v1")
    subject: Reference = Field(description="the record's id, unique within force and kind")
    time: Moment = Field(description="when it happened")
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str | None = Field(None, max_length=500)
    traceparent: str | None = Field(None, max_length=200)
    tracestate: str | None = Field(None, max_length=500)
    data: dict[str, Any]


class Removal(Part):
    """The data of a removal: which force's record is gone, as of which revision."""

    force: Slug
    area: Slug = "force"
    revision: Revision
