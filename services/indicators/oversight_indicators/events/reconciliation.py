"""Reconciliation of the log with the outcomes of its events, by hour and source. Pure.

What is in the log is found from its bytes alone: nothing here knows how events are decoded to be
counted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from pydantic import TypeAdapter, ValidationError

from oversight_contracts.events.batch import too_short
from oversight_contracts.events.envelope import BATCH, Identifier
from oversight_indicators.events.outcome_counts import UNREADABLE, hour_of

# Records are stamped where they are produced, by clocks that may differ: an hour is looked at once
# it has been over for so long.
GRACE_MS = 5 * 60 * 1000
OUTCOMES = ("counted", "duplicate", "superseded", "conflict", "dead-lettered")
_IDENTIFIER: TypeAdapter[str] = TypeAdapter(Identifier)


class SourceHour(NamedTuple):
    """A source (empty where unreadable) in an hour, which is whole hours since 1970, UTC."""

    hour: int
    source: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Hours, both included, of records that left the log before they were read a second time."""

    first_hour: int
    last_hour: int

    def covers(self, hour: int) -> bool:
        """Whether records of ``hour`` may be among them."""
        return self.first_hour <= hour <= self.last_hour


@dataclass(frozen=True, slots=True)
class Reconciled:
    """An hour of a source, compared; ``events`` is None where the log is not readable."""

    source_hour: SourceHour
    events: int | None
    outcomes: Mapping[str, int]

    @property
    def difference(self) -> int:
        """Events in the log less outcomes; 0 where the log is not readable."""
        return 0 if self.events is None else self.events - sum(self.outcomes.values())


def sources_in(value: bytes, content_type: str | None) -> Counter[str]:
    """The events of a Kafka record by source; bytes that are no event count as one."""
    try:
        content = orjson.loads(value)
    except orjson.JSONDecodeError:
        return Counter([UNREADABLE])
    if not _says_batch(value, content_type):
        return Counter([_source_of(content)])
    if not isinstance(content, list) or too_short(len(content), len(value)):
        return Counter([UNREADABLE])
    return Counter(map(_source_of, content))


def last_hour_over(now_ms: int) -> int:
    """The newest hour that has been over for long enough at ``now_ms``."""
    return hour_of(now_ms - GRACE_MS) - 1


def compare(
    source_hours: Iterable[SourceHour],
    logged: Mapping[SourceHour, int],
    outcomes: Mapping[SourceHour, Mapping[str, int]],
    gaps: Iterable[Gap],
) -> list[Reconciled]:
    """Each source_hour with what is known of it on both sides, in order."""
    gaps = tuple(gaps)
    return [
        Reconciled(
            source_hour,
            None
            if any(gap.covers(source_hour.hour) for gap in gaps)
            else logged.get(source_hour, 0),
            {outcome: outcomes.get(source_hour, {}).get(outcome, 0) for outcome in OUTCOMES},
        )
        for source_hour in sorted(set(source_hours))
    ]


def gap_between(last_read: int | None, first_found: int) -> Gap:
    """The gap between two records, by their timestamps in ms; None: from the beginning of time."""
    return Gap(0 if last_read is None else hour_of(last_read), hour_of(first_found))


def _says_batch(value: bytes, content_type: str | None) -> bool:
    if content_type is None:
        return value.lstrip().startswith(b"[")
    return content_type.partition(";")[0].strip().lower() == BATCH


def _source_of(document: Any) -> str:
    found = document.get("source") if isinstance(document, dict) else None
    return found if isinstance(found, str) and _is_identifier(found) else UNREADABLE


@lru_cache(maxsize=1024)
def _is_identifier(text: str) -> bool:
    try:
        _IDENTIFIER.validate_python(text)
    except ValidationError:
        return False
    return True
