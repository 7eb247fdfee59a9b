"""Parses the text of a cell into a field's value."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from oversight_contracts.records.fields import Shape
from oversight_contracts.records.moments import EARLIEST, END
from oversight_local.load.code_list import CodeList, normalised
from oversight_local.load.mapping.model import FieldMapping, FileMapping, TimeFormat
from oversight_local.load.table import Line

Value = str | int | bool | list[str | int | bool]


class Cell:
    """Reads one field of a row, from the column or the columns that are mapped to it."""

    def __init__(self, mapping: FieldMapping, shape: Shape, file: FileMapping) -> None:
        self.mapping = mapping
        self.shape = shape
        self._times = mapping.times or file.times
        self._words = None if mapping.values is None else CodeList(mapping.values)
        self._columns = mapping.columns or ((mapping.column,) if mapping.column else ())
        self._blank = frozenset(map(normalised, (*file.blank, *mapping.blank)))

    @property
    def name(self) -> str:
        """The columns that it is read from, as they are named where something is at fault."""
        return " and ".join(self._columns)

    def read(self, line: Line) -> Value | None:
        """The value, None where nothing is said. Raises ``ValueError`` with the reason."""
        if self.mapping.value is not None:
            return self.mapping.value
        said = (self._said(line.text.get(column, "")) for column in self._columns)
        text = " ".join(each for each in said if each)
        if self.mapping.separator is None:
            return self._one(text)
        pieces = (self._said(piece.strip()) for piece in text.split(self.mapping.separator))
        found = [value for piece in pieces if (value := self._one(piece)) is not None]
        return sorted(set(found), key=str) or None

    def is_empty_list(self, lines: Iterable[Line]) -> bool:
        """True of a field with several values whose column is there and blank in every row."""
        texts = (line.text.get(column) for line in lines for column in self._columns)
        return self.shape.many and bool(self._columns) and all(text == "" for text in texts)

    def _said(self, text: str) -> str:
        return "" if normalised(text) in self._blank else text

    def _one(self, text: str) -> str | int | bool | None:
        if self._words is not None:
            try:
                return self._words[text]
            except KeyError:
                # Numbers and times need no word of their own.
                if text and self.shape.holds in ("text", "flag"):
                    raise ValueError(f"{text!r} is not among the values") from None
        return self._plain(text) if text else None

    def _plain(self, text: str) -> str | int | bool:
        if self.shape.holds == "moment":
            return read_moment(text, self._times)
        if self.shape.holds == "number":
            return _number(text)
        if self.shape.holds == "flag" and text.casefold() in ("true", "false"):
            return text.casefold() == "true"
        if self.shape.choices is not None and text not in self.shape.choices:
            raise ValueError(f"{text!r} is not a known word; say what it means under values")
        return text


TYPED = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")


def read_moment(text: str, times: TimeFormat) -> str:
    """RFC 3339 in UTC. Of an hour that clocks repeat the first is meant. Raises ``ValueError``."""
    # What is typed in a cell of a workbook has one form, whatever its author sees.
    forms = (*times.format, *TYPED)
    moment = next((at for form in forms if (at := read_as(text, form))), None)
    if moment is None:
        raise ValueError(f"{text!r} is not written as {' or '.join(times.format)}")
    if moment.tzinfo is None:
        if times.zone is None:
            raise ValueError(f"{text!r} has no time zone: say it as zone under times")
        moment = moment.replace(tzinfo=ZoneInfo(times.zone))
    # Before it is put to UTC: at the ends of the calendar that cannot be done. Without the date
    # itself, so that many of them are one reason.
    if moment.date() < EARLIEST:
        raise ValueError(f"is before {EARLIEST}")
    if moment.date() >= END:
        raise ValueError("is after 9998-12-31")
    return moment.astimezone(UTC).isoformat()


def read_as(text: str, form: str) -> datetime | None:
    """The time that ``text`` is, written so; None where it is written in another way."""
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007
    except ValueError:
        return None


def _number(text: str) -> int:
    if not re.fullmatch(r"-?\d{1,15}", text):
        raise ValueError(f"{text!r} is no whole number")
    return int(text)
