"""Settings of ingest, from its environment."""

from pydantic import Field

from oversight_runtime.settings import ServiceSettings


class IngestSettings(ServiceSettings):
    """``OVERSIGHT_<NAME>``; see ``ServiceSettings`` for what all services share."""

    port: int = 8101
    acknowledge_seconds: float = Field(
        4.0, gt=0, description="how long Kafka may take to acknowledge before the answer is 503"
    )
    singles_at_once: int = Field(512, ge=1, description="requests of one event; more are 429")
    bulk_at_once: int = Field(4, ge=1, description="batches and streams; more are 429")
    pause_seconds: float = Field(
        0.2, gt=0, description="a stream that pauses for so long has what it sent published"
    )
    idle_seconds: float = Field(
        30.0, gt=0, description="a body that stands still for so long is given up"
    )
