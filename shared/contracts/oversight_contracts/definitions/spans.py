"""Lengths of time as definitions write them: `30 minutes`, `28 days`, `5 years`."""

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator

_SPAN = re.compile(r"(\d{1,5}) (minute|hour|day|week|year)s?")
YEAR = timedelta(days=365, hours=6)


def _span(value: Any) -> Any:
    found = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("is not a span such as `30 minutes`, `24 hours`, `28 days`, `5 years`")
    if found[2] == "year":
        return int(found[1]) * YEAR
    return timedelta(**{f"{found[2]}s": int(found[1])})


Span = Annotated[timedelta, BeforeValidator(_span)]
