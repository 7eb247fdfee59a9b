"""Logs as JSON lines (or text for a terminal), of the services and the libraries alike."""

import logging
import sys
from time import monotonic
from typing import Literal

import structlog

from oversight_runtime.sparing import Sparing


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
    handler.addFilter(Sparing("aiokafka", monotonic))
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
