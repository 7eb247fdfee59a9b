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
    singles_of_one: int = Field(256, ge=1, description="of these by one token")
    bulk_at_once: int = Field(12, ge=1, description="batches and streams; more are 429")
    bulk_of_one: int = Field(4, ge=1, description="of these by one token")
    pause_seconds: float = Field(
        0.2, gt=0, description="a stream that pauses for so long has what it sent published"
    )
    idle_seconds: float = Field(
        30.0, gt=0, description="a body that stands still for so long is given up"
    )
    body_seconds: float = Field(
        60.0, gt=0, description="a body other than a stream that takes longer is given up"
    )
    slow_seconds: float = Field(
        60.0, gt=0, description="a stream of which less than 512 bytes come in so long is given up"
    )
