"""Moments: aware times that are read from text in one form only."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

_TEXT = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$"


class _WrittenOut:
    # pydantic alone takes a number in quotes for seconds since 1970, so that "2026" would be a
    # moment of 1970 and its record would be counted where nobody looks.
    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        aware = handler(source)
        text = core_schema.custom_error_schema(
            core_schema.str_schema(pattern=_TEXT),
            "not_a_moment",
            custom_error_message="is not a time such as 2026-03-29T14:05:00+01:00",
        )
        read = core_schema.no_info_after_validator_function(datetime.fromisoformat, text)
        return core_schema.json_or_python_schema(core_schema.chain_schema([read, aware]), aware)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}


# RFC 3339 with an offset. A time without one is refused: nobody can say which moment it is.
Moment = Annotated[AwareDatetime, _WrittenOut()]
