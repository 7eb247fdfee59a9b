"""``python -m oversight_reporting``: serve until a signal asks to end."""

import sys

from oversight_contracts.definitions.yaml_source import BrokenDefinitions
from oversight_reporting.app import create_app
from oversight_reporting.settings import ReportingSettings
from oversight_runtime.kafka.connection import AWAY as KAFKA
from oversight_runtime.postgres import AWAY as DATABASE
from oversight_runtime.service import run, started
from oversight_runtime.supervision import Ending

if __name__ == "__main__":
    sys.exit(
        run(
            "reporting",
            ReportingSettings,
            lambda settings, failed: started(create_app(settings, failed)),
            unusable=(BrokenDefinitions, FileNotFoundError),
            expected=(Ending,),
            away=(*KAFKA, *DATABASE),
        )
    )
