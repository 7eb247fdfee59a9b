"""The choice of brokers: their kind and number, checked."""

from collections.abc import Callable
from dataclasses import dataclass

from oversight_local.data_folder import DataFolder
from oversight_local.failure import Failure
from oversight_local.stack.brokers.embedded import embedded_brokers
from oversight_local.stack.brokers.model import Broker, Brokers
from oversight_local.stack.kafka.cluster import kafka_brokers
from oversight_local.stack.kafka.nodes import SIZES, make_nodes
from oversight_local.stack.kafka.runtime import find_runtime
from oversight_local.stack.ports import Ports

FETCHING = "Apache Kafka (fetched once, with Maven)"


@dataclass(frozen=True)
class BrokerChoice:
    """The choice of ``size`` brokers of a kind. Raises ``Failure`` for what there is not."""

    kind: Broker
    size: int = 1

    def __post_init__(self) -> None:
        sizes = SIZES if self.kind is Broker.KAFKA else (1,)
        if self.size not in sizes:
            known = " or ".join(map(str, sizes))
            raise Failure(f"--broker {self.kind} runs with --brokers {known}, not {self.size}")

    @property
    def spare_ports(self) -> int:
        """The number of ports beside the one for Kafka: a controller's for each node, too."""
        return 2 * self.size - 1 if self.kind is Broker.KAFKA else 0

    def make(self, folder: DataFolder, ports: Ports, report: Callable[[str], None]) -> Brokers:
        """Prepare the brokers without starting them. Raises ``Failure``."""
        if self.kind is Broker.EMBEDDED:
            return embedded_brokers(ports.kafka)
        report(FETCHING)
        more, controllers = ports.spare[: self.size - 1], ports.spare[self.size - 1 :]
        nodes = make_nodes((ports.kafka, *more), controllers)
        return kafka_brokers(find_runtime(folder), folder, nodes)
