"""Outcomes of the events of one bulk request."""

from collections.abc import Iterable, Iterator
from typing import Any

from oversight_ingest.validate.result import unacknowledged
from oversight_runtime.http.problems import Problem


class OutcomeCounts:
    """Outcomes by index: every event is accepted unless it is said to be something else.

    ``ids`` are kept where the answer names the accepted events too. ``stopped`` says why a
    stream was not read to its end, ``broken`` what was wrong with its body.
    """

    def __init__(self, *, keep_ids: bool) -> None:
        self.total = 0
        self.unknown = 0
        self.failures: dict[int, dict[str, Any]] = {}
        self.ids: list[str] | None = [] if keep_ids else None
        self.stopped: str | None = None
        self.broken: Problem | None = None

    @property
    def accepted(self) -> int:
        """How many events are accepted."""
        return self.total - len(self.failures)

    def add(self, id: str | None) -> int:
        """Count one more event; answers its index, from 0."""
        index = self.total
        self.total += 1
        if self.ids is not None:
            self.ids.append(id or "")
        return index

    def refuse(self, index: int, id: str | None, problem: Problem) -> None:
        """The event at ``index`` is refused."""
        self.failures[index] = {"index": index, "id": id, **problem.document()}

    def break_off(self, problem: Problem) -> None:
        """What follows in the stream could not be read."""
        self.stopped, self.broken = f"{problem.title}: {problem.detail}", problem

    @property
    def refused(self) -> int:
        """How many were refused; what could not be read counts as one, or nobody would notice."""
        return len(self.failures) - self.unknown + (self.broken is not None)

    def results(self) -> list[dict[str, Any]]:
        """What is not accepted, in order; last of all what could not be read."""
        found = [self.failures[index] for index in sorted(self.failures)]
        if self.broken is not None:
            found.append({"index": self.total, "id": None, **self.broken.document()})
        return found

    def add_unknown(self, events: Iterable[tuple[int, str]]) -> None:
        """Nobody knows whether these were kept."""
        for index, id in events:
            self.unknown += 1
            self.refuse(index, id, unacknowledged())

    def ranges(self) -> Iterator[list[int]]:
        """The accepted events, as [first, last] indexes."""
        first = 0
        for index in (*sorted(self.failures), self.total):
            if index > first:
                yield [first, index - 1]
            first = index + 1
