"""The frame of a process: its settings, its logs, and what its exit code says."""

import sys
from collections.abc import Callable
from typing import TypeVar

import structlog
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsError

from oversight_runtime.logging import configure_logs
from oversight_runtime.settings import ServiceSettings

S = TypeVar("S", bound=ServiceSettings)
ErrorTypes = tuple[type[Exception], ...]
FAILED, UNUSABLE, INTERRUPTED = 1, 2, 130


class ConfigurationError(Exception):
    """What a process is configured with cannot be used; each line of the text names a fault."""


def run_process(
    name: str,
    settings: Callable[[], S],
    work: Callable[[S], int],
    *,
    unusable: ErrorTypes = (),
    expected: ErrorTypes = (),
) -> int:
    """Read the settings, set up logs, and do ``work``; answers the process's exit code.

    2: the settings, or what raised ``ConfigurationError`` or one of ``unusable``, cannot be used.
    1: anything else was raised. What is told as a sentence of its own, those two sorts and the
    ``expected``, is printed without a traceback.
    """
    try:
        chosen = settings()
    except (ValidationError, SettingsError) as error:
        return _tell(_faults(error), UNUSABLE)
    configure_logs(name, chosen.log_format, chosen.log_level)
    try:
        return work(chosen)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if isinstance(error, (ConfigurationError, *unusable)):
            return _tell(str(error), UNUSABLE)
        if isinstance(error, expected):
            return _tell(str(error), FAILED)
        log = structlog.stdlib.get_logger(f"oversight_{name}")
        log.exception("the service ends", reason=str(error) or repr(error))
        return FAILED


def _tell(sentences: str, code: int) -> int:
    sys.stderr.write(f"{sentences}\n")
    return code


def _faults(error: ValidationError | SettingsError) -> str:
    if isinstance(error, SettingsError):
        return str(error)
    return "\n".join(map(_fault, error.errors(include_url=False, include_input=False)))


def _fault(each: ErrorDetails) -> str:
    prefix = ServiceSettings.model_config["env_prefix"]
    name = ".".join(map(str, each["loc"]))
    reason = "is not set" if each["type"] == "missing" else each["msg"]
    return f"{prefix}{name.upper()}: {reason}"
