"""Parses the text of a cell into a field's value."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from oversight_contracts.records.fields import Shape
from oversight_contracts.records.moments import EARLIEST, END
from oversight_local.load.code_list import CodeList
from oversight_local.load.mapping.model import FieldMapping, TimeFormat

Value = str | int | bool | list[str | int | bool]


class Cell:
    """Reads one mapped column."""

    def __init__(self, mapping: FieldMapping, shape: Shape, times: TimeFormat) -> None:
        self.mapping = mapping
        self._shape = shape
        self._times = mapping.times or times
        self._words = None if mapping.values is None else CodeList(mapping.values)

    def read(self, text: str) -> Value | None:
        """The value, None where nothing is said. Raises ``ValueError`` with the reason."""
        if self.mapping.value is not None:
            return self.mapping.value
        if self.mapping.separator is None:
            return self._one(text)
        pieces = (piece.strip() for piece in text.split(self.mapping.separator))
        found = [value for piece in pieces if (value := self._one(piece)) is not None]
        return sorted(set(found), key=str) or None

    def _one(self, text: str) -> str | int | bool | None:
        if self._words is not None:
            try:
                return self._words[text]
            except KeyError:
                if text:
                    raise ValueError(f"{text!r} is not among the values") from None
        return self._plain(text) if text else None

    def _plain(self, text: str) -> str | int | bool:
        if self._shape.holds == "moment":
            return read_moment(text, self._times)
        if self._shape.holds == "number":
            return _number(text)
        if self._shape.holds == "flag" and text.casefold() in ("true", "false"):
            return text.casefold() == "true"
        if self._shape.choices is not None and text not in self._shape.choices:
            raise ValueError(f"{text!r} is not a known word; say what it means under values")
        return text


def read_moment(text: str, times: TimeFormat) -> str:
    """RFC 3339 in UTC. Of an hour that clocks repeat the first is meant. Raises ``ValueError``."""
    try:
        moment = datetime.strptime(text, times.format)  # noqa: DTZ007
    except ValueError:
        raise ValueError(f"{text!r} is not written as {times.format}") from None
    if times.zone is not None:
        moment = moment.replace(tzinfo=ZoneInfo(times.zone))
    # Before it is put to UTC: at the ends of the calendar that cannot be done. Without the date
    # itself, so that many of them are one reason.
    if moment.date() < EARLIEST:
        raise ValueError(f"is before {EARLIEST}")
    if moment.date() >= END:
        raise ValueError("is after 9998-12-31")
    return moment.astimezone(UTC).isoformat()


def _number(text: str) -> int:
    if not re.fullmatch(r"-?\d{1,15}", text):
        raise ValueError(f"{text!r} is no whole number")
    return int(text)
