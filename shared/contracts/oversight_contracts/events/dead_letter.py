"""A dead letter: the original bytes, where they stood, and why they cannot be counted."""

from base64 import b64decode, b64encode
from binascii import Error
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, EncodedBytes, EncoderProtocol, Field


class _Base64(EncoderProtocol):
    # Python's decoder skips what is no base64: plain bytes would be kept as something else.
    @classmethod
    def decode(cls, data: bytes) -> bytes:
        try:
            return b64decode(data, validate=True)
        except Error as error:
            raise ValueError(f"is not base64: {error}") from error

    @classmethod
    def encode(cls, value: bytes) -> bytes:
        return b64encode(value)

    @classmethod
    def get_json_format(cls) -> Literal["base64"]:
        return "base64"


class DeadLetter(BaseModel):
    """``index`` is the place inside a batch record, None for a record of one event.

    ``original`` goes in as base64, also where the model is made in Python, and comes out decoded.
    """

    model_config = ConfigDict(frozen=True)

    topic: str
    partition: int
    offset: int
    index: int | None = None
    reason: str
    source: str | None = Field(None, description="as far as it could be read")
    id: str | None = Field(None, description="as far as it could be read")
    at: AwareDatetime
    original: Annotated[bytes, EncodedBytes(encoder=_Base64)]

    @property
    def key(self) -> bytes:
        index = "" if self.index is None else str(self.index)
        return f"{self.topic}/{self.partition}/{self.offset}/{index}".encode()
