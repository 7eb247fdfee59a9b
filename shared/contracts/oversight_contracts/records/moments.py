"""Moments: aware times that are read from text in one form only."""

from datetime import UTC, date, datetime, time
from typing import Annotated, Any

from pydantic import AwareDatetime, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

# The day after Unix' null date. No force's system holds records of its own that are as old: the
# Police National Computer began in 1974, and the board's documents go back to 2007-08.
EARLIEST = date(1970, 1, 2)
# What a crime survey or a victim tells of today may be a lifetime ago, and published series are
# longer than any system's: only the null dates are too early, of which 1904-01-01 is the last.
LONG_AGO = date(1905, 1, 1)
END = date(9999, 1, 1)


_TEXT = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$"


class _WrittenOut:
    def __init__(self, first: date) -> None:
        self._first = first

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
        # Of what comes in; what was stored before stays readable. Within the schema of the time and
        # in its words, because a step of its own costs each time a sixth of a microsecond.
        between: Any = {**aware, "ge": _midnight(self._first), "lt": _midnight(END)}
        return core_schema.json_or_python_schema(core_schema.chain_schema([read, between]), aware)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}


class Happened:
    """The mark of a field about what has happened: it may not lie in the future.

    Checked by ``clock_check`` where something comes in. A field without it may lie ahead.
    """


HAPPENED = Happened()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


# RFC 3339 with an offset. A time without one is refused: nobody can say which moment it is.
# Records tell of what has happened, so every moment of theirs is marked.
Moment = Annotated[AwareDatetime, _WrittenOut(EARLIEST), HAPPENED]
# When something happened that may only have come to light a lifetime later.
LongAgo = Annotated[AwareDatetime, _WrittenOut(LONG_AGO), HAPPENED]
