"""Three brokers: any of them is lost, and everything goes on without it."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.containers.compose import Compose, project_of
from tests.containers.stand import Stand
from tests.faults.table import Table

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.topics import EVENTS

FILES = "docker-compose.yml:docker-compose.three-brokers.yml"
BROKERS = ("kafka", "kafka-2", "kafka-3")
DESCRIBE = (
    *("exec", "--no-TTY", "--env", "KAFKA_HEAP_OPTS=-Xmx128m"),
    *("kafka", "/opt/kafka/bin/kafka-topics.sh", "--bootstrap-server", "kafka:9094"),
    *("--command-config", "/run/secrets/admin.properties", "--describe", "--topic", EVENTS.name),
)


@pytest.fixture(scope="module")
def three(
    checkout: Path,
    built: str,
    catalogue: Catalogue,
    table: Table,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stand]:
    """A stack of three brokers with a feed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMPOSE_FILE", FILES)
        with Compose.running(checkout, project_of(checkout, "three"), built) as running:
            yield Stand.on(running, catalogue, table, tmp_path_factory.mktemp("records"))


def test_what_is_acknowledged_is_with_two_of_three(three: Stand) -> None:
    described = three.compose.run(*DESCRIBE)
    assert "ReplicationFactor: 3" in described
    assert "min.insync.replicas=2" in described


@pytest.mark.parametrize("broker", BROKERS)
def test_all_goes_on_while_one_is_lost(three: Stand, broker: str) -> None:
    with three.trial(f"{broker}: lost, of three") as trying:
        began = time.monotonic()
        # Killed by hand the engine does not start it again.
        three.compose.run("kill", broker)
        three.wait_progress()
        trying.recoveries.append(time.monotonic() - began)
        three.compose.start(broker)
        trying.wait_recovered()
