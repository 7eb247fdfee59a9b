"""The settings of the service, from its environment."""

from email.utils import parseaddr
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, HttpUrl, SecretStr
from pydantic_settings import NoDecode

from oversight_runtime.settings import DatabaseSettings


def _address(text: str) -> str:
    _, address = parseaddr(text)
    if "@" not in address:
        raise ValueError(f"{text!r} is not an e-mail address")
    return text


def _split(value: object) -> object:
    if not isinstance(value, str):
        return value
    return [part.strip() for part in value.split(",") if part.strip()]


Address = Annotated[str, AfterValidator(_address)]
Addresses = Annotated[tuple[Address, ...], NoDecode, BeforeValidator(_split), Field(min_length=1)]


class AlertSettings(DatabaseSettings):
    """The settings; each is the variable ``OVERSIGHT_<NAME>``."""

    port: int = 8103
    smtp_host: str
    smtp_port: int = 25
    smtp_security: Literal["none", "starttls", "tls"] = "none"
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    mail_from: Address
    mail_to: Addresses = Field(description="who is told, separated by commas")
    public_url: HttpUrl = Field(description="where reporting's pages are, for links")
