"""Text of columns as data.police.uk publishes them, whatever an office program made of them."""

import re
from decimal import Decimal

# Digits behind the point.
_DIGITS = {"Latitude": 6, "Longitude": 6, "Easting": 1, "Northing": 1}
_DECIMAL = re.compile(r"^-?\d{1,7}(?:\.(\d+))?$")
# Excel takes the youngest of the age ranges for a day of October, or for October 2017.
_AGES, _YOUNGEST = re.compile(r"^(?:2017-10-01|\d{4}-10-17)$"), "10-17"
_FLAGS = {"true": "True", "false": "False"}
_FLAGGED = ("Part of a policing operation",)


def as_published(column: str, text: str) -> str:
    """The text of ``column`` as its CSV has it: a typed number has lost the zeros at its end."""
    if column in _DIGITS:
        return _place(text, _DIGITS[column])
    if column in _FLAGGED:
        return _FLAGS.get(text.casefold(), text)
    return _YOUNGEST if column == "Age range" and _AGES.match(text) else text


def _place(text: str, digits: int) -> str:
    found = _DECIMAL.match(text)
    if found is None or len(found[1] or "") > digits:
        return text
    return f"{Decimal(text):.{digits}f}"
