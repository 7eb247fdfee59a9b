"""Whether a log is the one that was counted, and whether it has what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from oversight_indicators.consume.log_identity import LogReplaced, check_extent, check_identity
from oversight_indicators.events.model import Checkpoint
from oversight_indicators.events.offset_sequence import MissingRecords

NAME = "cluster"


@dataclass
class Held:
    """A partition's first offset and the digests of its records from there on."""

    start: int
    digests: list[bytes]


class FakeLog:
    """A log in memory; the timestamp of a record is its offset."""

    def __init__(self, **partitions: Held) -> None:
        self._held = {int(name[1:]): held for name, held in partitions.items()}

    async def name(self) -> str:
        return NAME

    async def partitions(self) -> int:
        return len(self._held)

    async def last_records(self, offsets: Mapping[int, int]) -> dict[int, tuple[bytes, int] | None]:
        return {part: self._record(part, offset - 1) for part, offset in offsets.items()}

    async def starts(self) -> dict[int, int]:
        return {part: held.start for part, held in self._held.items()}

    async def ends(self) -> dict[int, int]:
        return {part: held.start + len(held.digests) for part, held in self._held.items()}

    def _record(self, partition: int, offset: int) -> tuple[bytes, int] | None:
        held = self._held[partition]
        place = offset - held.start
        return (held.digests[place], offset) if 0 <= place < len(held.digests) else None


def reached(offset: int, digest: bytes | None = None, log: str = NAME) -> Checkpoint:
    return Checkpoint(log, offset, digest, offset - 1 if offset else None)


class TestIdentity:
    async def test_the_same_last_record_is_the_same_log(self) -> None:
        log = FakeLog(p0=Held(0, [b"a", b"b", b"c"]))
        await check_identity(log, NAME, {0: reached(2, b"b")})

    async def test_records_that_expired_before_the_last_one_do_not_matter(self) -> None:
        log = FakeLog(p0=Held(7, [b"a", b"b"]))
        await check_identity(log, NAME, {0: reached(8, b"a")})

    async def test_a_last_record_that_expired_itself_is_not_missed(self) -> None:
        log = FakeLog(p0=Held(8, []), p1=Held(3, [b"d"]))
        await check_identity(log, NAME, {0: reached(8, b"a"), 1: reached(3, b"c")})

    @pytest.mark.parametrize("digests", [[b"x", b"y", b"z"], [b"x"], []])
    async def test_another_record_or_none_in_its_place_is_another_log(
        self, digests: list[bytes]
    ) -> None:
        log = FakeLog(p0=Held(0, digests))
        with pytest.raises(LogReplaced, match="partition 0 .* offset 2, .* offset 1"):
            await check_identity(log, NAME, {0: reached(2, b"b")})

    async def test_all_offsets_that_were_never_counted_and_are_gone_are_named(self) -> None:
        log = FakeLog(p0=Held(9, [b"a"]), p1=Held(3, []), p2=Held(0, [b"b"]))
        with pytest.raises(MissingRecords) as caught:
            await check_identity(log, NAME, {2: reached(1, b"b"), 1: reached(0), 0: reached(5)})
        assert str(caught.value).startswith(
            "offsets 5 to 8 of partition 0, offsets 0 to 2 of partition 1 are missing from the log "
            "and were never counted"
        )

    async def test_what_was_counted_of_another_log_says_nothing_of_this_one(self) -> None:
        log = FakeLog(p0=Held(0, [b"x"]))
        await check_identity(log, NAME, {0: reached(50, b"a", log="before")})


class TestExtent:
    async def test_what_comes_next_may_not_be_written_yet(self) -> None:
        await check_extent(FakeLog(p0=Held(4, [b"a", b"b"])), {0: 6})

    async def test_a_log_that_ends_before_it_is_another(self) -> None:
        with pytest.raises(LogReplaced, match="partition 0 .* offset 7, but ends at offset 6"):
            await check_extent(FakeLog(p0=Held(4, [b"a", b"b"])), {0: 7})

    async def test_a_log_that_begins_after_it_lacks_records(self) -> None:
        with pytest.raises(MissingRecords, match="offsets 2 to 3 of partition 0"):
            await check_extent(FakeLog(p0=Held(4, [b"a", b"b"])), {0: 2})
