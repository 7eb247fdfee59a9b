"""``python -m oversight_alerts``: serve until a signal asks to end."""

import sys

from oversight_alerts.app import build, outside
from oversight_alerts.settings import AlertSettings
from oversight_contracts.definitions.yaml_source import BrokenDefinitions
from oversight_runtime.kafka.connection import AWAY as KAFKA
from oversight_runtime.postgres import AWAY as DATABASE
from oversight_runtime.service import run, started
from oversight_runtime.supervision import Ending

if __name__ == "__main__":
    sys.exit(
        run(
            "alerts",
            AlertSettings,
            lambda settings, failed: started(build(settings, outside(settings), failed)),
            unusable=(BrokenDefinitions, FileNotFoundError),
            expected=(Ending,),
            away=(*KAFKA, *DATABASE),
        )
    )
