"""The mapping file: which column is which field, and what to do where a row does not fit."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from oversight_contracts.records.base import Slug

Otherwise = Literal["refuse", "leave-out"]


class StrictModel(BaseModel):
    """The base of every part of a mapping: frozen, and unknown words are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TimeFormat(StrictModel):
    """The format of times; `zone` is for times that do not say theirs."""

    format: str = Field(description="as in Python's strptime: %d/%m/%Y %H:%M:%S")
    zone: str | None = Field(None, description="for example Europe/London")


class FieldMapping(StrictModel):
    """The source of a field: a column, or a constant."""

    column: str | None = None
    value: str | bool | int | None = Field(None, description="the same for every record")
    values: Mapping[str, str | bool | int | None] | None = Field(
        None, description="what is written to our word; nothing (~) where it says nothing"
    )
    separator: str | None = Field(None, description="between several values in one cell")
    times: TimeFormat | None = Field(None, description="where this column's differ from the rest")
    otherwise: Otherwise = Field("refuse", description="where a row's value does not fit")
    several: Literal["refuse", "leave-out", "first", "last", "earliest", "latest"] = Field(
        "refuse", description="where the rows of one case do not agree"
    )


class LeaveOut(StrictModel):
    """Rows that are no part of the load."""

    column: str
    values: Annotated[tuple[str, ...], Field(min_length=1)] = Field(alias="is")
    why: str

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class FileMapping(StrictModel):
    """A whole mapping file."""

    feed: Slug = Field(description="a name for this export; ids begin with it")
    kind: Literal["complaint", "incident"]
    force: Slug | None = Field(None, description="--force if not said here")
    area: FieldMapping | None = Field(None, description="the whole force if not said")
    id: str = Field(description="the column that holds the case's own number")
    times: TimeFormat
    fields: Mapping[str, FieldMapping]
    parts: Mapping[str, Mapping[str, FieldMapping]] = Field(
        {}, description="a list of the record that each row of a case adds to: allegations"
    )
    leave_out: tuple[LeaveOut, ...] = ()
