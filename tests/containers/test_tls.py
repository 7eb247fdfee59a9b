"""The services reach Kafka over TLS, with certificates that are brought to the compose file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.certificates import write_certificates
from tests.containers.compose import Compose, project_of
from tests.containers.test_compose import incident

from oversight_local.client.ingest import IngestClient
from oversight_local.processes.termination import wait_until
from oversight_local.stack.tokens import SOURCE

FILES = "docker-compose.yml:docker-compose.tls.yml"
SECONDS = 60.0
# Who does not know the authority is not talked to; who does is, over TLS.
GREETING = """
import socket, ssl

for authority in (None, "/etc/oversight/ca.pem"):
    context = ssl.create_default_context(cafile=authority)
    plain = socket.create_connection(("kafka", 9092), 5)
    try:
        with context.wrap_socket(plain, server_hostname="kafka") as secured:
            print(secured.version())
    except ssl.SSLCertVerificationError:
        print("refused")
"""


@pytest.fixture(scope="module")
def secured(
    checkout: Path, built: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Compose]:
    folder = tmp_path_factory.mktemp("tls")
    write_certificates(folder, "kafka")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMPOSE_FILE", FILES)
        patch.setenv("OVERSIGHT_TLS_FOLDER", str(folder))
        with Compose.running(checkout, project_of(checkout, "tls"), built) as running:
            yield running


def test_kafka_is_spoken_to_over_tls_alone(secured: Compose) -> None:
    assert secured.python("ingest", "-c", GREETING).split() == ["refused", "TLSv1.3"]


def test_an_event_is_counted(secured: Compose) -> None:
    change = incident()
    with secured.client("ingest", "feed") as client:
        assert IngestClient(client, SOURCE).send([change]).accepted == 1
    with secured.client("indicators", "feed") as client:
        receipt = f"/v1/receipts/{SOURCE}/{change.id}"
        assert wait_until(lambda: client.get(receipt).json().get("outcome") == "counted", SECONDS)
