"""The log stays readable, and small, while a broker is away."""

import logging
from collections.abc import Iterator

import orjson
import pytest
import structlog

from oversight_runtime.logging import AGAIN_SECONDS, LogRateLimit, configure_logs

REFUSED = "Unable connect to node with id %s: %s"
LIBRARY = "a_library"
LOGGERS = (LIBRARY, "oversight_ingest")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def said(clock: Clock) -> Iterator[list[str]]:
    """The messages that came through, of the loggers of these tests alone.

    What is collected as garbage meanwhile may have something to say of its own.
    """
    lines: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.name.startswith(LOGGERS):
                lines.append(record.getMessage())

    handler, root = Keeping(), logging.getLogger()
    handler.addFilter(LogRateLimit(LIBRARY, clock))
    root.addHandler(handler)
    yield lines
    root.removeHandler(handler)


@pytest.fixture
def unchanged() -> Iterator[None]:
    """Puts back what a service changes of the process's logs."""
    root, form = logging.getLogger(), structlog.get_config()
    level, handlers = root.level, root.handlers[:]
    # Those that are taken out are closed.
    root.handlers.clear()
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**form)


def test_a_repeated_message_passes_now_and_then_with_its_number(
    clock: Clock, said: list[str]
) -> None:
    client = logging.getLogger(f"{LIBRARY}.client")
    for port in range(300):
        client.error(REFUSED, 1, f"port {port}, 100% down")
    clock.now = AGAIN_SECONDS
    client.error(REFUSED, 2, "refused")
    client.error(REFUSED, 3, "refused")

    assert said == [
        "Unable connect to node with id 1: port 0, 100% down",
        "Unable connect to node with id 2: refused (and 299 more like it)",
    ]


def test_another_message_and_another_level_are_told_at_once(said: list[str]) -> None:
    client = logging.getLogger(f"{LIBRARY}.client")
    client.error(REFUSED, 1, "refused")
    client.warning(REFUSED, 1, "refused")
    client.error("Unable to update metadata from %s", [1])
    logging.getLogger(f"{LIBRARY}.producer").error(REFUSED, 1, "refused")

    assert len(said) == 4


def test_what_the_services_say_is_never_held_back(said: list[str]) -> None:
    for _ in range(3):
        logging.getLogger("oversight_ingest").error("refused")

    assert said == ["refused"] * 3


@pytest.mark.usefixtures("unchanged")
def test_a_service_spares_its_log_what_aiokafka_repeats(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("ingest", "json", "info")
    for _ in range(3):
        logging.getLogger("aiokafka").error(REFUSED, 1, "refused")
        logging.getLogger("aiokafka.consumer.subscription_state").info("Updating subscribed topics")
        logging.getLogger("oversight_ingest").info("answered")

    events = [orjson.loads(line)["event"] for line in capsys.readouterr().err.splitlines()]
    assert events == ["Unable connect to node with id 1: refused", *["answered"] * 3]
