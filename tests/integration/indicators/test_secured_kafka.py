"""A cluster that asks who connects, over TLS: every kind of client of the service has to say so."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiokafka.errors import KafkaError
from tests.brokers import VARIABLE, chosen
from tests.integration.indicators.incidents import expected, lifecycles
from tests.integration.indicators.secured_kafka import (
    PASSWORD,
    USER,
    SecuredKafka,
    secured_kafka,
)
from tests.integration.indicators.stand import Stand

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_local.stack.brokers.model import Broker
from oversight_local.stack.ports import choose_ports
from oversight_runtime.kafka.offsets import cluster_id
from oversight_runtime.settings import ServiceSettings

pytestmark = pytest.mark.skipif(
    chosen() is not Broker.KAFKA, reason=f"{VARIABLE} is not {Broker.KAFKA}"
)


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredKafka]:
    with secured_kafka(tmp_path_factory.mktemp("secured")) as running:
        yield running


def named(secured: SecuredKafka, folder: Path, password: str) -> dict[str, str]:
    """The settings of a service that connects under its name."""
    (folder / "password").write_text(password)
    return {
        "OVERSIGHT_KAFKA": secured.secured,
        "OVERSIGHT_KAFKA_PROTOCOL": "sasl_ssl",
        "OVERSIGHT_KAFKA_USERNAME": USER,
        "OVERSIGHT_KAFKA_PASSWORD_FILE": str(folder / "password"),
        "OVERSIGHT_KAFKA_CA": str(secured.authority),
    }


async def test_events_are_counted_and_published_under_a_name(
    secured: SecuredKafka, database_url: str, definitions: Path, tmp_path: Path
) -> None:
    port = choose_ports(0, ("indicators",)).services["indicators"]
    stand = Stand(secured.plain, database_url, definitions, tmp_path, port)
    stand = replace(stand, environment=named(secured, tmp_path, PASSWORD))
    events = lifecycles(40, seed=1)
    try:
        await stand.start()
        await stand.send(events, batch=50)
        facts = await stand.published()
        assert facts.totals() == expected(load_catalogue(definitions), events)
        code, output = await stand.run("verify")
        assert code == 0, output
    finally:
        await stand.close()


async def test_a_wrong_password_is_refused(
    secured: SecuredKafka, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in named(secured, tmp_path, "wrong").items():
        monkeypatch.setenv(name, value)
    settings = ServiceSettings(port=1, definitions=tmp_path, tokens=tmp_path)
    with pytest.raises(KafkaError):
        await cluster_id(settings.kafka_connection)
