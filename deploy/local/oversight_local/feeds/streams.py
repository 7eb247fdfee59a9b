"""Cut a stream of events into requests of bounded size."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

LINES = 4000
BYTES = 2_000_000


@dataclass
class Stream:
    """The events of one request, as NDJSON lines, and their ids in the same order."""

    lines: list[bytes] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    size: int = 0

    @property
    def body(self) -> bytes:
        """What is sent."""
        return b"".join(self.lines)

    def add(self, identifier: str, line: bytes) -> None:
        """Take one event in."""
        self.lines.append(line)
        self.ids.append(identifier)
        self.size += len(line)

    def only(self, indexes: Sequence[int]) -> "Stream":
        """A stream of the events at ``indexes``, in that order."""
        part = Stream()
        for index in indexes:
            part.add(self.ids[index], self.lines[index])
        return part


def cut(
    events: Iterable[tuple[str, bytes]], lines: int = LINES, size: int = BYTES
) -> Iterator[Stream]:
    """Streams of at most ``lines`` events and about ``size`` bytes, in order, none empty."""
    stream = Stream()
    for identifier, line in events:
        if len(stream.lines) >= lines or (stream.lines and stream.size + len(line) > size):
            yield stream
            stream = Stream()
        stream.add(identifier, line)
    if stream.lines:
        yield stream
