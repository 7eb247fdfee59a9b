"""The settings of the service, from its environment."""

from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    HttpUrl,
    SecretStr,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import NoDecode

from oversight_runtime.settings import DatabaseSettings


def _address(text: str) -> str:
    _, address = parseaddr(text)
    if "@" not in address:
        raise ValueError(f"{text!r} is not an e-mail address")
    return text


def _unsaid(value: object) -> object:
    # A compose file cannot leave a variable out.
    return None if value == "" else value


def _split(value: object) -> object:
    if not isinstance(value, str):
        return value
    return [part.strip() for part in value.split(",") if part.strip()]


Address = Annotated[str, AfterValidator(_address)]
Security = Literal["none", "starttls", "tls"]
Addresses = Annotated[tuple[Address, ...], NoDecode, BeforeValidator(_split), Field(min_length=1)]


class AlertSettings(DatabaseSettings):
    """The settings; each is the variable ``OVERSIGHT_<NAME>``."""

    port: int = 8103
    smtp_host: str = Field(description="the mail server")
    smtp_port: int = Field(25, description="its port")
    smtp_username: Annotated[str | None, BeforeValidator(_unsaid)] = Field(
        None, description="the name it knows this service by"
    )
    smtp_password: Annotated[SecretStr | None, BeforeValidator(_unsaid)] = Field(
        None, description="the password of that name"
    )
    smtp_password_in_clear: bool = Field(
        False, description="lets smtp_security be none with a password: a server on this machine"
    )
    smtp_tls_required: bool = Field(
        False, description="nothing is ever sent in clear: refuses smtp_security=none"
    )
    smtp_security: Annotated[Security | None, BeforeValidator(_unsaid)] = Field(
        None,
        validate_default=True,
        description="none, starttls or tls; starttls where there is a password or TLS is required, "
        "else none. A server without what is said is sent nothing",
    )
    smtp_ca: Annotated[Path | None, BeforeValidator(_unsaid)] = Field(
        None, description="PEM file of the authority that signed the mail server's certificate"
    )
    mail_from: Address = Field(description="the sender of every e-mail")
    mail_to: Addresses = Field(description="who is told, separated by commas")
    settling_seconds: float = Field(
        5, gt=0, le=60, description="rules are evaluated once nothing new was counted for so long"
    )
    mail_a_thread: int = Field(
        2, ge=1, description="e-mails of one thread in any 24 hours, at most; the rest is folded"
    )
    mail_a_day: int = Field(
        8,
        ge=1,
        description="e-mails of all threads in any 24 hours, at most; that something critical has "
        "begun is told nevertheless",
    )
    mail_follow_up_days: float = Field(
        7,
        ge=0,
        description="what joins a thread that goes on waits so long after its last e-mail, unless "
        "it is critical and the others are not",
    )
    mail_update_days: float = Field(
        3,
        ge=0,
        description="what gets worse again, once readers have two e-mails of it, waits so long "
        "after the last one, unless it becomes critical",
    )
    mail_reminder_hours: float = Field(
        4,
        gt=0,
        description="a critical thread that nobody has acknowledged for so long is told of once "
        "more, between 08:00 and 20:00 London time",
    )
    mail_digest: Literal["daily", "weekly", "never"] = Field(
        "weekly",
        description="how often an e-mail tells how all rules, feeds and alerts stand, also where "
        "all is well; weekly is on Mondays",
    )
    mail_digest_hour: int = Field(
        7, ge=0, le=23, description="the hour of London's clock at which that is due"
    )
    rules_without_backtest: bool = Field(
        False,
        description="lets rules open alerts that have no back-test on record: for trying things; "
        "the summary says so",
    )
    public_url: HttpUrl = Field(description="where reporting's pages are, for links")
    console_url: Annotated[HttpUrl | None, BeforeValidator(_unsaid)] = Field(
        None,
        description="where this service is reached, for links to its console; none where it "
        "is not said",
    )

    @property
    def security(self) -> Security:
        """How the way to the mail server is kept secret."""
        secret = self.smtp_password or self.smtp_tls_required
        return self.smtp_security or ("starttls" if secret else "none")

    @field_validator("smtp_password")
    @classmethod
    def _belongs_to_a_name(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is not None and not info.data.get("smtp_username"):
            raise ValueError("needs OVERSIGHT_SMTP_USERNAME: without it the password is never sent")
        return value

    @field_validator("smtp_security")
    @classmethod
    def _keeps_a_password_secret(
        cls, value: Security | None, info: ValidationInfo
    ) -> Security | None:
        known = info.data
        if value == "none" and known.get("smtp_tls_required"):
            raise ValueError("none sends in clear, and OVERSIGHT_SMTP_TLS_REQUIRED forbids it")
        if value == "none" and known.get("smtp_password") and not known["smtp_password_in_clear"]:
            raise ValueError(
                "none sends the password in clear; take starttls or tls, or say "
                "OVERSIGHT_SMTP_PASSWORD_IN_CLEAR=true where the mail server is on this machine"
            )
        return value
