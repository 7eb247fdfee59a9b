"""The lifecycle of a simulated record: what becomes known of it, and when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from oversight_local.client.change import Change


@dataclass(frozen=True, slots=True)
class Step:
    """From ``at`` on these fields are known; None says that the record is gone.

    ``revision`` is the number that the record then has, where it is not the next one.
    """

    at: datetime
    fields: Mapping[str, Any] | None
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The lifecycle of one record. ``first`` is its first revision's number."""

    kind: str
    subject: str
    force: str
    area: str
    steps: tuple[Step, ...]
    first: int = 1

    def changes(self) -> Iterator[Change]:
        """The record after each step, whole, in the order in which the steps happened."""
        data: dict[str, Any] = {"force": self.force, "area": self.area}
        for count, step in enumerate(sorted(self.steps, key=_at), start=self.first):
            number = count if step.revision is None else step.revision
            if step.fields is None:
                gone = {"force": self.force, "area": self.area, "revision": number}
                yield Change("removed", self.kind, self.subject, number, step.at, gone)
                return
            data = {**data, **step.fields, "revision": number}
            yield Change("recorded", self.kind, self.subject, number, step.at, data)


def _at(step: Step) -> datetime:
    return step.at
