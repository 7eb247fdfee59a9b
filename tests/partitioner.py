"""Kafka's own default partitioner, as aiokafka has it: what ours has to agree with."""

from aiokafka.partitioner import murmur2


def partition_of(key: bytes, partitions: int) -> int:
    """The partition of ``key`` (murmur2, sign bit dropped)."""
    return int((murmur2(key) & 0x7FFFFFFF) % partitions)
