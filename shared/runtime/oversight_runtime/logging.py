"""Logs as JSON lines (or text for a terminal), of the services and the libraries alike."""

import logging
import sys
from collections.abc import Callable
from time import monotonic
from typing import Literal

import structlog

AGAIN_SECONDS = 30.0


class LogRateLimit(logging.Filter):
    """Rate-limits repeated messages of one library: each passes once in ``AGAIN_SECONDS``.

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


def configure_logs(service: str, form: Literal["json", "text"], level: str) -> None:
    """Send structlog's and the standard library's records to standard error in one form."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _naming(service),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _renderer(form),
            ],
        )
    )
    handler.addFilter(LogRateLimit("aiokafka", monotonic))
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    # One line a request would drown everything else at thousands of events a second.
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
    # Told whenever somebody looks where the log ends, every few seconds.
    logging.getLogger("aiokafka.consumer.subscription_state").setLevel(logging.WARNING)


def _naming(service: str) -> structlog.typing.Processor:
    def add(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        event["service"] = service
        return event

    return add


def _renderer(form: Literal["json", "text"]) -> structlog.typing.Processor:
    if form == "json":
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(colors=False)
