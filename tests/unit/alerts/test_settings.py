"""Settings from the environment."""

import pytest
from pydantic import ValidationError

from oversight_alerts.settings import AlertSettings
from oversight_alerts.worker.smtp import domain_of

ENVIRONMENT = {
    "KAFKA": "127.0.0.1:9092",
    "DATABASE_URL": "postgresql://postgres@127.0.0.1/x",
    "DEFINITIONS": ".",
    "TOKENS": "tokens.json",
    "SMTP_HOST": "mail",
    "MAIL_FROM": "Oversight <oversight@example.org>",
    "MAIL_TO": "a@example.org, B <b@example.org>,",
    "PUBLIC_URL": "http://127.0.0.1:8104",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(f"OVERSIGHT_{name}", value)
    return monkeypatch


def test_recipients_are_separated_by_commas(environment: pytest.MonkeyPatch) -> None:
    assert AlertSettings().mail_to == ("a@example.org", "B <b@example.org>")
    assert domain_of(AlertSettings().mail_from) == "example.org"


@pytest.mark.parametrize("value", ["", "nobody", "a@example.org, nobody"])
def test_mail_to_nobody_is_refused(environment: pytest.MonkeyPatch, value: str) -> None:
    environment.setenv("OVERSIGHT_MAIL_TO", value)
    with pytest.raises(ValidationError, match="mail_to"):
        AlertSettings()


LOGIN = {"SMTP_USERNAME": "oversight", "SMTP_PASSWORD": "s3cret"}


def told(environment: pytest.MonkeyPatch, **settings: str) -> AlertSettings:
    for name, value in settings.items():
        environment.setenv(f"OVERSIGHT_{name}", value)
    return AlertSettings()


def test_a_password_goes_over_starttls_where_nothing_is_said(
    environment: pytest.MonkeyPatch,
) -> None:
    assert AlertSettings().security == "none"
    assert told(environment, **LOGIN).security == "starttls"
    assert told(environment, **LOGIN, SMTP_SECURITY="tls").security == "tls"


def test_a_password_goes_in_clear_only_where_that_is_said(environment: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="SMTP_PASSWORD_IN_CLEAR") as refused:
        told(environment, **LOGIN, SMTP_SECURITY="none")
    assert [error["loc"] for error in refused.value.errors()] == [("smtp_security",)]
    assert "s3cret" not in str(refused.value)
    allowed = told(environment, SMTP_PASSWORD_IN_CLEAR="true")
    assert allowed.security == "none"


def test_a_password_of_nobody_is_refused(environment: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="SMTP_USERNAME"):
        told(environment, SMTP_PASSWORD="s3cret")


def test_required_tls_is_starttls_where_nothing_is_said_and_never_none(
    environment: pytest.MonkeyPatch,
) -> None:
    required = told(environment, SMTP_TLS_REQUIRED="true", SMTP_SECURITY="", SMTP_PASSWORD="")
    assert required.security == "starttls"
    assert told(environment, SMTP_SECURITY="tls").security == "tls"
    with pytest.raises(ValidationError, match="SMTP_TLS_REQUIRED") as refused:
        told(environment, SMTP_SECURITY="none")
    assert [error["loc"] for error in refused.value.errors()] == [("smtp_security",)]


@pytest.mark.parametrize(("name", "value"), [("MAIL_DIGEST", "hourly"), ("MAIL_DIGEST_HOUR", "24")])
def test_a_digest_that_is_never_due_is_refused(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    with pytest.raises(ValidationError, match=name.lower()):
        told(environment, **{name: value})


def test_a_digest_comes_weekly_at_seven_where_nothing_is_said(
    environment: pytest.MonkeyPatch,
) -> None:
    assert (AlertSettings().mail_digest, AlertSettings().mail_digest_hour) == ("weekly", 7)
    assert told(environment, MAIL_DIGEST="never").mail_digest == "never"
