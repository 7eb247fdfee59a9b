"""The ports of one stack."""

import random
import socket
from collections.abc import Sequence
from dataclasses import dataclass, replace

from oversight_local.failure import Failure

HOST = "127.0.0.1"
# Services take base+1 and on, the rest these: stacks whose bases are ten apart never meet.
KAFKA, POSTGRES, SMTP = 7, 8, 9
# Below the range that systems hand out for outgoing connections: a client that tries again and
# again to reach a port in that range can end up connected to itself, and holds the port.
FREE_FROM, FREE_TO = 15_000, 32_000


@dataclass(frozen=True)
class Ports:
    """The ports of one stack: one for each service in order, and for what they stand on."""

    services: dict[str, int]
    kafka: int
    postgres: int
    smtp: int
    # For what no person connects to by number: wherever there was room.
    spare: tuple[int, ...] = ()


def choose_ports(base: int, services: Sequence[str], spares: int = 0) -> Ports:
    """Ports counted from ``base``, or free ones where it is 0; ``spares`` more are always free.

    Raises ``Failure`` where one is in use.
    """
    if base == 0:
        base = _free_base((*range(1, len(services) + 1), KAFKA, POSTGRES, SMTP))
    ports = _from_base(base, services)
    for port in (*ports.services.values(), ports.kafka, ports.postgres, ports.smtp):
        if not is_free(port):
            raise Failure(f"port {port} is in use; choose another with --port-base")
    return replace(ports, spare=_free_ports(spares, beside=base))


def is_free(port: int) -> bool:
    """True where a server could listen on ``port`` now."""
    with socket.socket() as probe:
        # Connections that have just closed keep no server from listening.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """True where something accepts connections on ``port``."""
    try:
        with socket.create_connection((HOST, port), timeout=1):
            return True
    except OSError:
        return False


def _from_base(base: int, services: Sequence[str]) -> Ports:
    if len(services) >= KAFKA or not 1024 <= base <= 65_500:
        raise Failure(f"a port base is 0 or from 1024 to 65500, not {base}")
    numbered = {name: base + 1 + index for index, name in enumerate(services)}
    return Ports(numbered, base + KAFKA, base + POSTGRES, base + SMTP)


def _free_ports(count: int, beside: int) -> tuple[int, ...]:
    offsets = range(1, count + 1)
    base = _free_base(offsets)
    # Those of the base are free too, until they are used.
    while abs(base - beside) < 10:
        base = _free_base(offsets)
    return tuple(base + offset for offset in offsets)


def _free_base(offsets: Sequence[int]) -> int:
    candidates = range(FREE_FROM, FREE_TO, 10)
    for base in random.sample(candidates, len(candidates)):
        if all(is_free(base + offset) for offset in offsets):
            return base
    raise Failure("no free ports were found")
