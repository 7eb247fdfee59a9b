"""The logs that are there before anything reads them; each is filled when it is first asked for."""

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path

from tests.bench.event_log import FilledLog, fill_log, place
from tests.bench.rig import Rig
from tests.bench.sizes import Sizes
from tests.bench.stream import read_stream, revisions_apart


class Logs:
    """Each on a broker of its own, which runs until ``stack`` ends."""

    def __init__(self, rig: Rig, sizes: Sizes, stream: Path, stack: ExitStack) -> None:
        self._rig = rig
        self._sizes = sizes
        self._stream = stream
        self._stack = stack

    @cached_property
    def batches(self) -> FilledLog:
        """Batch records, in the order in which things happened."""
        return self._filled(self.events, self._sizes.record_events)

    @cached_property
    def apart(self) -> FilledLog:
        """The same with each record's revisions far from one another."""
        return self._filled(revisions_apart(self.events), self._sizes.record_events)

    @cached_property
    def unchecked(self) -> FilledLog:
        """The same as nobody says that it was checked."""
        return self._filled(self.events, self._sizes.record_events, checked=False)

    @cached_property
    def singles(self) -> FilledLog:
        """Records of one event."""
        return self._filled(self.events[: self._sizes.singles], 1)

    @cached_property
    def many_singles(self) -> FilledLog:
        """As many of them as there are in batch records."""
        return self._filled(self.events, 1)

    @cached_property
    def events(self) -> list[bytes]:
        """What they hold, in the order in which things happened."""
        return read_stream(self._stream, self._sizes.batches)

    def _filled(
        self, events: Sequence[bytes], record_events: int, *, checked: bool = True
    ) -> FilledLog:
        servers = self._stack.enter_context(self._rig.broker())
        records = list(place(events, record_events))
        return asyncio.run(fill_log(servers, records, checked=checked))
