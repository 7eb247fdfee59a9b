"""``python -m oversight_reporting``."""

import asyncio

from oversight_reporting.app import create_app
from oversight_reporting.settings import ReportingSettings
from oversight_runtime.logs import configure_logs
from oversight_runtime.serving import server


def main() -> None:
    """Run the service until a signal asks it to stop."""
    settings = ReportingSettings()
    configure_logs("reporting", settings.log_format, settings.log_level)
    asyncio.run(server(create_app(settings), settings.host, settings.port).serve())


if __name__ == "__main__":
    main()
