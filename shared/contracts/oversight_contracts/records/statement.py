"""What is stated and never summed: the newest revision stands as it is."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, core_schema

from oversight_contracts.errors import misplaced
from oversight_contracts.records.base import Record
from oversight_contracts.records.moments import END, HAPPENED, LONG_AGO


class _AsWritten:
    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        text = core_schema.custom_error_schema(
            core_schema.str_schema(pattern=r"^\d{4}-\d\d-\d\d$"),
            "not_a_day",
            custom_error_message="is not a day such as 2026-03-29",
        )
        read = core_schema.no_info_after_validator_function(date.fromisoformat, text)
        # Of what comes in; what was stored before stays readable.
        between = core_schema.date_schema(ge=LONG_AGO, lt=END)
        chain = core_schema.chain_schema([read, between])
        return core_schema.json_or_python_schema(chain, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


# A period may reach into the future, as that of a projection or of a quarter reported early does.
Day = Annotated[date, _AsWritten()]
PastDay = Annotated[date, _AsWritten(), HAPPENED]
# A decimal stays the text it came as: 12.50 is printed with both places.
Decimal = Annotated[str, StringConstraints(pattern=r"^-?(0|[1-9]\d{0,17})(\.\d{1,9})?$")]


class Statement(Record):
    """A statement about a period of whole London days, both ends included."""

    first_day: Day = Field(description="the first day it is about")
    last_day: Day = Field(description="the last day it is about: that day itself for a moment")

    def require_period(self) -> Self:
        """Refuse a period that ends before it begins."""
        if self.last_day < self.first_day:
            raise misplaced("last_day", "is before first_day")
        return self
