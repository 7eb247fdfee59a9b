"""Contributions of stored records: computed again from their data, or remembered."""

from collections.abc import Iterable
from itertools import islice

from pydantic import ValidationError

from oversight_contracts.errors import InvalidEvent
from oversight_contracts.records.kinds import KINDS
from oversight_indicators.contributions.accumulator import NOTHING, RecordContributions
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.events.model import DecodedEvent


def stored_contributions(
    contributions: Contributions, key: str, data: bytes
) -> RecordContributions:
    """The contributions of a stored record under the definitions as they are now.

    A record that they have no place for adds nothing: its area is gone, or a day that is asked for
    now lies past the ends of the calendar.
    """
    kind = key.split("/", 2)[1]
    try:
        record = KINDS[kind].model_validate_json(data, strict=True, extra="ignore")
        return contributions.of(kind, record)
    except (InvalidEvent, ValidationError, OverflowError):
        return NOTHING


class RecentRecords:
    """A cache of the contributions of the newest records: revisions tend to follow soon."""

    def __init__(self, limit: int = 100_000) -> None:
        self._limit = limit
        self._known: dict[str, tuple[bytes, RecordContributions]] = {}

    def find(self, key: str, digest: bytes) -> RecordContributions | None:
        """What the record adds, if this very content of it is remembered."""
        known = self._known.get(key)
        return known[1] if known is not None and known[0] == digest else None

    def remember(self, events: Iterable[DecodedEvent]) -> None:
        """Remember what has been committed, and forget the oldest beyond the limit."""
        for event in events:
            self._known.pop(event.key, None)
            self._known[event.key] = (event.digest, event.contributions)
        for key in list(islice(self._known, max(0, len(self._known) - self._limit))):
            del self._known[key]
