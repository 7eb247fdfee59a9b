"""Forms as browsers send them, and what they ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import parse_qsl

from fastapi import Request
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from oversight_alerts.web.views import AcknowledgementRequest, SilenceRequest
from oversight_measures.periods.period import DAY, LONDON, london_day
from oversight_runtime.http.gate import MORE_THAN_ONCE
from oversight_runtime.http.problems import Problem
from oversight_runtime.text import printable, unstorable

MEDIA_TYPE = "application/x-www-form-urlencoded"
TOMORROW, WEEK, END_OF_DAY = "tomorrow", "week", "day"
ENDS = (
    (TOMORROW, "tomorrow, 08:00"),
    (WEEK, "a week from now"),
    (END_OF_DAY, "the end of a day (London time)"),
)


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form. Raises a 4xx problem for what is none, and names the field at fault."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != MEDIA_TYPE:
        raise Problem(415, "not a form", f"the Content-Type has to be {MEDIA_TYPE}")
    try:
        body = (await request.body()).decode()
        pairs = parse_qsl(body, keep_blank_values=True, max_num_fields=50, errors="strict")
    except ValueError:
        raise Problem(400, "the form cannot be read") from None
    fields: dict[str, str] = {}
    for name, value in pairs:
        if reason := unstorable(name) or unstorable(value):
            raise _refused("the form" if unstorable(name) else printable(name), reason)
        if name in fields:
            raise _refused(printable(name), MORE_THAN_ONCE)
        fields[name] = value.strip()
    return fields


def acknowledgement_of(fields: Mapping[str, str]) -> AcknowledgementRequest:
    """What is said by who takes an alert on. Raises a 422 problem."""
    try:
        return AcknowledgementRequest(note=fields.get("note") or None)
    except ValidationError as error:
        raise problem_of(error) from None


@dataclass(frozen=True)
class TypedSilence:
    """A silence as it was typed, so that nobody types it twice."""

    rule: str = ""
    force: str = ""
    area: str = ""
    until: str = TOMORROW
    day: str = ""
    reason: str = ""

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "TypedSilence":
        """That of a form, or of a link's query."""
        known = {name: fields[name] for name in cls.__dataclass_fields__ if name in fields}
        return cls(**known)

    def request(self, now: datetime) -> SilenceRequest:
        """What is asked for. Raises a 422 problem that names the field at fault."""
        try:
            return SilenceRequest(
                rule=self.rule or None,
                force=self.force or None,
                area=self.area or None,
                until=self._end(now),
                reason=self.reason,
            )
        except ValidationError as error:
            raise problem_of(error) from None

    def _end(self, now: datetime) -> datetime:
        today = london_day(now)
        if self.until == TOMORROW:
            return datetime.combine(today + DAY, time(8), LONDON)
        if self.until == WEEK:
            return now + timedelta(days=7)
        try:
            day = date.fromisoformat(self.day)
            return datetime.combine(day + DAY, time(), LONDON)
        except (ValueError, OverflowError):
            raise _refused("day", "is not a day such as 2026-12-24") from None


def problem_of(error: ValidationError) -> Problem:
    """What is wrong with a form, by its fields."""
    found = [
        {
            "field": ".".join(map(str, each["loc"])) or "rule or area",
            "reason": _reason(each),
        }
        for each in error.errors()
    ]
    return Problem(422, "the form is not valid", errors=found)


def _reason(error: ErrorDetails) -> str:
    limits = error.get("ctx", {})
    if error["type"] == "string_too_short":
        return f"has to have {limits['min_length']} letters at least"
    if error["type"] == "string_too_long":
        return f"may have {limits['max_length']} letters at most"
    return error["msg"].removeprefix("Value error, ")


def in_words(problem: Problem) -> str:
    """A problem in one line: its fields, or its detail."""
    if problem.errors:
        return "; ".join(f"{each['field']}: {each['reason']}" for each in problem.errors)
    return problem.detail or problem.title


def _refused(field: str, reason: str) -> Problem:
    return Problem(422, "the form is not valid", errors=[{"field": field, "reason": reason}])
