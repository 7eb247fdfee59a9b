"""The text that a case without a number goes by, the same from a CSV and from a workbook."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from oversight_contracts.records.fields import fields_of
from oversight_local.load.mapping.cells import TYPED, read_as
from oversight_local.load.mapping.model import FieldMapping, FileMapping
from oversight_local.load.table import Line

_TIME_OF_DAY = "%H:%M:%S"
_FRACTION = re.compile(r"^(-?\d+)(?:\.0+|(\.\d*[1-9])0*)$")
_FLAGS = {"true": "True", "false": "False"}


class LastingColumns:
    """The columns of ``where_blank``, of which those that hold times are read as times."""

    def __init__(self, mapping: FileMapping) -> None:
        self._forms: dict[str, Sequence[str]] = {each: () for each in mapping.id.where_blank}
        for name, field in mapping.fields.items():
            if fields_of(mapping.kind)[name].holds == "moment":
                times = (field.times or mapping.times).format
                self._forms |= {
                    column: forms for column, forms in _forms(field, times) if column in self._forms
                }

    def texts(self, line: Line) -> list[str]:
        """Their text in the row, in the order of the mapping."""
        return [_text(line.text[column], forms) for column, forms in self._forms.items()]


def _forms(field: FieldMapping, times: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Each column of a time, and how it is written in it."""
    if field.column is not None:
        yield field.column, times
    columns = field.columns or ()
    parts = [form.split(" ") for form in times]
    for index, column in enumerate(columns):
        yield column, [each[index] for each in parts if len(each) == len(columns)]


def _text(text: str, forms: Sequence[str]) -> str:
    if forms:
        moment = _moment(text, forms)
        return text if moment is None else moment.strftime(forms[0])
    number = _FRACTION.match(text)
    if number is not None:
        return f"{number[1]}{number[2] or ''}"
    return _FLAGS.get(text.casefold(), text)


def _moment(text: str, forms: Sequence[str]) -> datetime | None:
    # What is typed in a cell of a workbook has one form, whatever its author sees.
    found = (read_as(text, form) for form in (*forms, *TYPED, _TIME_OF_DAY))
    return next((moment for moment in found if moment is not None), None)
