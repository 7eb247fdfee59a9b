"""What a library says again and again is let through now and then, with how often it was said."""

import logging
from collections.abc import Callable

AGAIN_SECONDS = 30.0


class Sparing(logging.Filter):
    """Lets the same message of one logger through once in ``AGAIN_SECONDS``.

    While a broker is away, aiokafka says so hundreds of times a second in each process: that would
    hide what matters, and fill the disk. Messages are the same whose text is, without what is put
    into it.
    """

    def __init__(self, library: str, clock: Callable[[], float]) -> None:
        super().__init__()
        self._library = logging.Filter(library)
        self._clock = clock
        # When each was let through, and how often it was held back since: of two threads that say
        # the same at once, both may come through.
        self._through: dict[tuple[str, int, str], float] = {}
        self._held: dict[tuple[str, int, str], int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to let the record through; it then says how many like it were held back."""
        if not self._library.filter(record):
            return True
        key = (record.name, record.levelno, str(record.msg))
        now = self._clock()
        if now - self._through.get(key, -AGAIN_SECONDS) < AGAIN_SECONDS:
            self._held[key] = self._held.get(key, 0) + 1
            return False
        self._through[key] = now
        held = self._held.pop(key, 0)
        if held:
            record.msg, record.args = f"{record.getMessage()} (and {held:,} more like it)", None
        return True
