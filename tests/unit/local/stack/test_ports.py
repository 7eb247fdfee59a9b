import socket
from collections.abc import Iterator

import pytest

from oversight_local.failure import Failure
from oversight_local.stack.ports import HOST, choose_ports, is_free

NAMES = ("ingest", "indicators", "alerts", "reporting")


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind((HOST, 0))
        holder.listen()
        yield int(holder.getsockname()[1])


def test_services_take_the_ports_after_the_base() -> None:
    ports = choose_ports(choose_ports(0, NAMES).services["ingest"] - 1, NAMES)
    first = ports.services["ingest"]
    assert list(ports.services.values()) == [first, first + 1, first + 2, first + 3]


def test_bases_ten_apart_share_no_port() -> None:
    ports = choose_ports(0, NAMES)
    used = {*ports.services.values(), ports.kafka, ports.postgres, ports.smtp}
    assert len(used) == 7
    assert max(used) - min(used) < 10


def test_a_taken_port_is_not_free(taken: int) -> None:
    assert not is_free(taken)


def test_a_taken_port_is_named(taken: int) -> None:
    with pytest.raises(Failure, match=f"port {taken} is in use"):
        choose_ports(taken - 1, NAMES)


def test_a_base_that_is_no_port_is_refused() -> None:
    with pytest.raises(Failure, match="not 70000"):
        choose_ports(70_000, NAMES)
