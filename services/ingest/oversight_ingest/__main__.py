"""``python -m oversight_ingest``: serve until a signal asks to end."""

import sys

from oversight_ingest.app import build
from oversight_ingest.settings import IngestSettings
from oversight_runtime.clock import utc_now
from oversight_runtime.http.server import server
from oversight_runtime.logging import configure_logs


def main() -> int:
    """The exit status: 1 where the service could not start."""
    settings = IngestSettings()
    configure_logs("ingest", settings.log_format, settings.log_level)
    running = server(build(settings, utc_now), settings.host, settings.port)
    running.run()
    return 0 if running.started else 1


if __name__ == "__main__":
    sys.exit(main())
