"""No room on the disk of PostgreSQL, then on that of Kafka."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.faults.disk import Disk, NotPermitted, disk_under
from tests.faults.outage import (
    BACK_WITHIN_SECONDS,
    Outage,
    assert_accepted,
    assert_refused,
    outage,
)
from tests.faults.size import Size
from tests.faults.stand import Stand
from tests.faults.table import Table

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_local.data_folder import DataFolder
from oversight_local.processes.termination import wait_until
from oversight_local.stack.kafka.cluster import kafka_brokers
from oversight_local.stack.kafka.nodes import make_nodes
from oversight_local.stack.kafka.runtime import find_runtime
from oversight_local.stack.postgres import postgres_program

FULL = "No space left on device"
MET_SECONDS = 60.0
# A broker without room ends itself again and again, and is then started after up to 15 s.
BROKER_BACK_WITHIN_SECONDS = BACK_WITHIN_SECONDS + 15.0


@pytest.fixture(scope="module")
def disks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Disk]]:
    """A disk for each, with a fresh database and a fresh log; they belong to one data folder."""
    folder = DataFolder(tmp_path_factory.mktemp("small-disks"))
    folder.create()
    postgres_program(folder, port=1)
    (node,) = make_nodes([1], [2])
    kafka_brokers(find_runtime(folder), folder, [node])
    with ExitStack() as stack:
        try:
            yield {
                "postgres": stack.enter_context(disk_under(folder.postgres)),
                "broker": stack.enter_context(disk_under(node.log_folder(folder.kafka))),
            }
        except NotPermitted as error:
            pytest.skip(f"a disk of a test's own cannot be mounted here: {error}")


@pytest.fixture(scope="module")
def stand(disks: dict[str, Disk], catalogue: Catalogue, table: Table) -> Iterator[Stand]:
    folder = disks["postgres"].path.parent
    with Stand.running(folder, catalogue, table) as running:
        yield running


def test_no_room_for_postgres(stand: Stand, size: Size, disks: dict[str, Disk]) -> None:
    disk = disks["postgres"]
    with outage(stand, "no room for PostgreSQL") as away:
        for _ in range(size.tries(short=1, full=2)):
            fill(away, "postgres", disk)
            assert_accepted(away.lasts(40 if size.full else 5))
            with away.back():
                disk.make_room()

    assert max(away.trying.recoveries) <= BACK_WITHIN_SECONDS


def test_no_room_for_kafka(stand: Stand, size: Size, disks: dict[str, Disk]) -> None:
    disk = disks["broker"]
    with outage(stand, "no room for Kafka") as away:
        for _ in range(size.tries(short=1, full=2)):
            fill(away, "broker", disk)
            assert_refused(away.lasts(40 if size.full else 5))
            assert "kafka" in away.missing("ingest")
            with away.back():
                disk.make_room()

    assert max(away.trying.recoveries) <= BROKER_BACK_WITHIN_SECONDS


def fill(away: Outage, name: str, disk: Disk) -> None:
    """Leave no room, and wait until the process ``name`` has said that it met that."""
    log: Path = away.stand.stack.log(name)
    before = log.read_text().count(FULL)
    disk.fill()
    met = wait_until(lambda: log.read_text().count(FULL) > before, MET_SECONDS)
    assert met, f"{name} did without any more room for {MET_SECONDS:g} s"
