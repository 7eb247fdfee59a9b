"""Settings of the indicators, from the environment."""

from pathlib import Path

from pydantic import Field

from oversight_runtime.settings import DatabaseSettings

SCHEMA = "indicators"
MIGRATIONS = Path(__file__).parent / "migrations"


class IndicatorsSettings(DatabaseSettings):
    """Each is the variable ``OVERSIGHT_<NAME>``."""

    watchdog_seconds: float = Field(
        60.0, gt=0, description="lag without progress for so long ends the process"
    )
    group_session_seconds: float = Field(
        6.0,
        gt=0,
        description="a worker that was killed is missed after so long; Apache Kafka takes no less "
        "than 6, and the embedded broker lets a group wait half of it at every start",
    )
    group_member: str | None = Field(
        None,
        min_length=1,
        description="this process's own name among the workers: killed and started again under it, "
        "it has its partitions back at once; without one they wait for the session to end",
    )
    reconcile_seconds: float = Field(
        60.0, gt=0, description="how often hours that are over are looked at"
    )
