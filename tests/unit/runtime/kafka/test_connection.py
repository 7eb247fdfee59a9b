"""How the settings of a service become what its Kafka clients are given."""

import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme
from pydantic import ValidationError

from oversight_runtime.kafka.connection import connection
from oversight_runtime.settings import ServiceSettings


def settings(**given: Any) -> ServiceSettings:
    fixed: dict[str, Any] = {
        "port": 1,
        "kafka": "kafka:9092",
        "definitions": Path(),
        "tokens": Path(),
    }
    return ServiceSettings(**(fixed | given))


def test_a_cluster_that_asks_nobody_is_told_by_its_servers_alone() -> None:
    assert settings(kafka_idempotence=False).kafka_connection == connection("kafka:9092")
    assert connection("kafka:9092").options == {"security_protocol": "PLAINTEXT"}


def test_a_name_comes_with_the_password_in_its_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("s3cret\n")
    found = settings(
        kafka_protocol="sasl_plaintext",
        kafka_username="ingest",
        kafka_password_file=tmp_path / "password",
    ).kafka_connection
    assert found.options == {
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "ingest",
        "sasl_plain_password": "s3cret",
    }
    assert "s3cret" not in repr(found)


def test_tls_trusts_the_given_authority_alone_and_shows_the_given_certificate(
    tmp_path: Path,
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    own = authority.issue_cert("ingest")
    own.private_key_and_cert_chain_pem.write_to_path(tmp_path / "own.pem")
    found = settings(
        kafka_protocol="ssl",
        kafka_ca=tmp_path / "ca.pem",
        kafka_certificate=tmp_path / "own.pem",
    ).kafka_connection
    assert found.options["security_protocol"] == "SSL"
    context: ssl.SSLContext = found.options["ssl_context"]
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert len(context.get_ca_certs()) == 1


@pytest.mark.parametrize("protocol", ["sasl_plaintext", "sasl_ssl"])
def test_a_protocol_with_names_needs_one(protocol: str) -> None:
    with pytest.raises(ValidationError, match="needs OVERSIGHT_KAFKA_USERNAME"):
        settings(kafka_protocol=protocol)
