"""What a broker runs on: a JVM and Kafka's jars."""

from dataclasses import dataclass
from pathlib import Path

from oversight_local.checkout import find_folder
from oversight_local.folder import DataFolder
from oversight_local.kafka.jars import resolve_jars
from oversight_local.kafka.java import find_java
from oversight_local.log import Log

# Quick to start and small; compiled no further, since the broker mostly copies bytes.
JVM = (
    "-Xms64m",
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djava.awt.headless=true",
)


@dataclass(frozen=True)
class Runtime:
    """``java`` is the program, ``jars`` the folder, ``logging`` log4j's settings."""

    java: Path
    jars: Path
    logging: Path

    def command(self, main: str, *arguments: str) -> tuple[str, ...]:
        """How the class ``main`` is run."""
        options = (*JVM, f"-Dlog4j2.configurationFile={self.logging}")
        return (str(self.java), *options, "-cp", f"{self.jars}/*", main, *arguments)


def find_runtime(folder: DataFolder) -> Runtime:
    """Java, and the jars, fetched where they are not yet. Raises ``Failure``."""
    java = find_java()
    jars = resolve_jars(java, Log(folder.logs, "kafka-jars"))
    return Runtime(java, jars, find_folder("deploy", "kafka") / "log4j2.properties")
