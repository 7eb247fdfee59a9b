"""``python -m oversight_ingest``: serve until a signal asks to end."""

import sys

from oversight_contracts.definitions.yaml_source import BrokenDefinitions
from oversight_ingest.app import build
from oversight_ingest.settings import IngestSettings
from oversight_runtime.clock import utc_now
from oversight_runtime.kafka.connection import AWAY as KAFKA
from oversight_runtime.service import run, started

if __name__ == "__main__":
    sys.exit(
        run(
            "ingest",
            IngestSettings,
            lambda settings, _: started(build(settings, utc_now)),
            unusable=(BrokenDefinitions, FileNotFoundError),
            away=KAFKA,
        )
    )
