"""``python -m oversight_reporting``."""

import sys

from oversight_reporting.app import create_app
from oversight_reporting.settings import ReportingSettings
from oversight_runtime.http.server import server
from oversight_runtime.logging import configure_logs
from oversight_runtime.supervision import Ending


def main() -> int:
    """Run until a signal asks to stop; answers 1 where something else ended the service."""
    settings = ReportingSettings()
    configure_logs("reporting", settings.log_format, settings.log_level)
    failures: list[Ending] = []

    def failed(error: Ending) -> None:
        failures.append(error)
        running.should_exit = True

    running = server(create_app(settings, failed), settings.host, settings.port)
    running.run()
    for error in failures:
        sys.stderr.write(f"{error}\n")
    return 0 if running.started and not failures else 1


if __name__ == "__main__":
    sys.exit(main())
