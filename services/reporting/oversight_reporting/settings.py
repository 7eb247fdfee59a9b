"""The settings of reporting, from its environment."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, HttpUrl

from oversight_contracts.definitions.models.reports import Audience
from oversight_runtime.settings import DatabaseSettings

SCHEMA = "reporting"


class ReportingSettings(DatabaseSettings):
    """Settings of the reporting service."""

    port: int = 8104
    read_access: Literal["open", "token"] = Field(
        "token",
        description="open: anyone reads; token: every role but feed reads",
    )
    console_url: Annotated[HttpUrl | None, BeforeValidator(lambda said: said or None)] = Field(
        None, description="where alerts is reached, for links to its console; none where not said"
    )
    audience: Audience = Field(
        "board",
        description="public: small counts are suppressed in live figures and reports, and no panel "
        "is shown live",
    )
