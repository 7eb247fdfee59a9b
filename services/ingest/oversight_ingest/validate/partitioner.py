"""Kafka's own partitioner: the partition that a record keeps to."""

from functools import lru_cache
from struct import unpack_from

# murmur2 as Kafka's own partitioner has it.
_M = 0x5BD1E995
_SEED = 0x9747B28C
_WORD = 0xFFFFFFFF


class Partitioner:
    """Kafka's own choice for a key among ``count`` partitions.

    Keys of one force and kind begin alike: what murmur2 makes of that part is remembered, which
    is several times as fast as hashing whole keys.
    """

    def __init__(self, count: int) -> None:
        self.count = count

    def partition(self, prefix: bytes, rest: bytes) -> int:
        """The partition of the key ``prefix + rest``."""
        length = len(prefix) + len(rest)
        hashed, left = _begun(prefix, length)
        return (_finished(hashed, left + rest) & 0x7FFFFFFF) % self.count


@lru_cache(maxsize=4096)
def _begun(prefix: bytes, length: int) -> tuple[int, bytes]:
    whole = len(prefix) & ~3
    return _mixed(_SEED ^ length, prefix, whole), prefix[whole:]


def _mixed(hashed: int, data: bytes, whole: int) -> int:
    for k in unpack_from(f"<{whole >> 2}I", data):
        k = k * _M & _WORD
        hashed = (hashed * _M & _WORD) ^ ((k ^ k >> 24) * _M & _WORD)
    return hashed


def _finished(hashed: int, data: bytes) -> int:
    whole = len(data) & ~3
    hashed = _mixed(hashed, data, whole)
    if whole != len(data):
        hashed = (hashed ^ int.from_bytes(data[whole:], "little")) * _M & _WORD
    hashed = (hashed ^ hashed >> 13) * _M & _WORD
    return hashed ^ hashed >> 15
