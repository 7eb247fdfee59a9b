"""The mapping file: which column is which field, and what to do where a row does not fit."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from oversight_contracts.records.base import Slug

Otherwise = Literal["refuse", "leave-out"]


class StrictModel(BaseModel):
    """The base of every part of a mapping: frozen, and unknown words are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _many(given: Any) -> Any:
    return (given,) if isinstance(given, str) else given


class TimeFormat(StrictModel):
    """The format of times; `zone` is for times that do not say theirs."""

    format: Annotated[tuple[str, ...], BeforeValidator(_many), Field(min_length=1)] = Field(
        description="as in Python's strptime: %d/%m/%Y %H:%M:%S; of several the first that fits"
    )
    zone: str | None = Field(None, description="for example Europe/London")


class FieldMapping(StrictModel):
    """The source of a field: a column, a date and a time in two of them, or a constant."""

    column: str | None = None
    columns: Annotated[tuple[str, ...], Field(min_length=2)] | None = Field(
        None,
        description="where the day and the time of day of a time stand in columns of their own",
    )
    value: str | bool | int | None = Field(None, description="the same for every record")
    values: Mapping[str, str | bool | int | None] | None = Field(
        None, description="what is written to our word; nothing (~) where it says nothing"
    )
    blank: tuple[str, ...] = Field(
        (), description="wordings that say nothing, as an empty cell does: N/A"
    )
    separator: str | None = Field(None, description="between several values in one cell")
    times: TimeFormat | None = Field(None, description="where this column's differ from the rest")
    otherwise: Otherwise = Field("refuse", description="where a row's value does not fit")
    several: Literal["refuse", "leave-out", "first", "last", "earliest", "latest"] = Field(
        "refuse", description="where the rows of one case do not agree"
    )


class CaseNumber(StrictModel):
    """The source of a case's number: a column, and what cases go by whose number is blank."""

    column: str
    where_blank: tuple[str, ...] = Field(
        (), description="columns that tell such cases apart: rows alike in them are one case"
    )

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is named."""
        return (self.column, *self.where_blank)


def _number(given: Any) -> Any:
    return {"column": given} if isinstance(given, str) else given


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
    id: Annotated[CaseNumber, BeforeValidator(_number)] = Field(
        description="the column that holds the case's own number"
    )
    times: TimeFormat
    blank: tuple[str, ...] = Field((), description="wordings that say nothing in any column")
    fields: Mapping[str, FieldMapping]
    parts: Mapping[str, Mapping[str, FieldMapping]] = Field(
        {}, description="a list of the record that each row of a case adds to: allegations"
    )
    leave_out: tuple[LeaveOut, ...] = ()
