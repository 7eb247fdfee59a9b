"""The one word for bad data: never retried, dead-lettered, and it names the field."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError


@dataclass(frozen=True)
class Fault:
    """One thing wrong: the field as a dotted path (empty for the whole) and the reason."""

    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}" if self.field else self.reason


class InvalidEvent(Exception):
    """An event that can never be counted as it stands; ``faults`` say why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = tuple(faults)

    @classmethod
    def because(cls, field: str, reason: str) -> "InvalidEvent":
        """An invalid event with one fault."""
        return cls([Fault(field, reason)])


def faults_of(error: ValidationError, prefix: str = "") -> list[Fault]:
    """pydantic's errors as faults, each field under ``prefix``."""
    return [_fault(each, prefix) for each in error.errors(include_url=False, include_input=False)]


def misplaced(field: str, reason: str) -> PydanticCustomError:
    """An error raised by a whole-record check that still names the field at fault."""
    return PydanticCustomError("misplaced", "{reason}", {"field": field, "reason": reason})


def _named(each: ErrorDetails) -> str | None:
    """The field at fault where pydantic's own path ends at what holds it."""
    context = each.get("ctx", {})
    if each["type"].startswith("union_tag"):
        return str(context["discriminator"]).strip("'")
    return context.get("field") if each["type"] == "misplaced" else None


def _fault(each: ErrorDetails, prefix: str) -> Fault:
    path = [prefix, *map(str, each["loc"]), _named(each)]
    return Fault(".".join(part for part in path if part), _reason(each))


def _reason(each: ErrorDetails) -> str:
    if each["type"] == "extra_forbidden":
        return "unknown field"
    # Our own words, without pydantic's "Value error, " before them.
    return str(each["ctx"]["error"]) if each["type"] == "value_error" else each["msg"]
