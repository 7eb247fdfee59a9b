"""``python -m oversight_indicators``: the service; with ``verify`` or ``rebuild``, that command."""

import asyncio
import sys

import structlog

from oversight_contracts.definitions.source import BrokenDefinitions
from oversight_indicators.app import run
from oversight_indicators.settings import IndicatorsSettings
from oversight_runtime.logs import configure_logs

SERVICE = "indicators"


def main(arguments: list[str]) -> int:
    """Run; answers the exit code."""
    settings = IndicatorsSettings()
    configure_logs(SERVICE, settings.log_format, settings.log_level)
    try:
        asyncio.run(run(settings))
    except KeyboardInterrupt:
        return 0
    except BrokenDefinitions as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    except Exception as error:
        structlog.get_logger(SERVICE).exception("the service ends", reason=str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
