"""``python -m oversight_alerts``: serve until a signal asks to end."""

import sys

from oversight_alerts.app import build, outside
from oversight_alerts.settings import AlertSettings
from oversight_runtime.http.server import server
from oversight_runtime.logging import configure_logs


def main() -> int:
    """The exit status: 1 where the service could not start, or a task failed for too long."""
    settings = AlertSettings()
    configure_logs("alerts", settings.log_format, settings.log_level)
    failures: list[BaseException] = []

    def failed(error: BaseException) -> None:
        failures.append(error)
        running.should_exit = True

    running = server(build(settings, outside(settings), failed), settings.host, settings.port)
    running.run()
    for error in failures:
        sys.stderr.write(f"{error}\n")
    return 0 if running.started and not failures else 1


if __name__ == "__main__":
    sys.exit(main())
