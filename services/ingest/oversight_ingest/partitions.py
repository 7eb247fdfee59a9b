"""Which partition a record keeps to."""

from oversight_runtime.kafka import partition_of


class Partitions:
    """Kafka's own choice for a key, ``count`` partitions."""

    def __init__(self, count: int) -> None:
        self.count = count

    def of(self, key: bytes) -> int:
        """The partition of ``key``."""
        return partition_of(key, self.count)
