"""The broker's jars: fetched by Maven once, kept in the user's cache, the same for every stack."""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from oversight_local.checkout import find_folder
from oversight_local.failure import Failure
from oversight_local.processes.log_file import Log


def resolve_jars(java: Path, log: Log) -> Path:
    """The folder of the jars that ``deploy/kafka`` names; Maven is asked only the first time.

    Raises ``Failure`` without Maven, where it fails, or where a jar is not the one expected.
    """
    source = find_folder("deploy", "kafka")
    jars = cache_folder() / f"kafka-{_edition(source)}"
    if not jars.exists():
        # What Maven keeps itself is not for two at once.
        with exclusive(jars.with_name("lock")):
            if not jars.exists():
                _fetch(source, jars, java, log)
    return jars


def cache_folder() -> Path:
    """The folder of this user's caches."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "oversight"


def _edition(source: Path) -> str:
    files = (source / "pom.xml", source / "jars.sha256")
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


@contextmanager
def exclusive(lock: Path) -> Iterator[None]:
    """A lock among the processes of this user; the others wait."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fetch(source: Path, jars: Path, java: Path, log: Log) -> None:
    # Under another name until it is whole: what is interrupted is fetched again.
    draft = jars.with_name(f"{jars.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        _run_maven(source, draft, java, log)
        check_jars(draft, source / "jars.sha256")
        draft.rename(jars)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _run_maven(source: Path, folder: Path, java: Path, log: Log) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise Failure(
            "Apache Kafka is fetched with Maven the first time; "
            "install Maven (mvn), or use --broker embedded"
        )
    log.begin()
    words = ("-q", "-B", "-C", "-f", source / "pom.xml", "dependency:copy-dependencies")
    with log.open() as file:
        done = subprocess.run(
            [maven, *words, f"-DoutputDirectory={folder}"],
            env=os.environ | _java_for_maven(java),
            stdout=file,
            stderr=file,
            stdin=subprocess.DEVNULL,
        )
    if done.returncode != 0:
        raise Failure(f"Maven could not fetch Apache Kafka; its log is {log.path}", log.tail())


def _java_for_maven(java: Path) -> dict[str, str]:
    # Maven finds an installed Java itself, but not the one of the wheel.
    return {} if shutil.which("java") else {"JAVA_HOME": str(java.parents[1])}


def check_jars(folder: Path, listing: Path) -> None:
    """Raise ``Failure`` unless ``folder`` holds the files of ``listing`` (sha256sum's form)."""
    pairs = (line.split() for line in listing.read_text().splitlines())
    expected = {name: digest for digest, name in pairs}
    found = {jar.name: hashlib.sha256(jar.read_bytes()).hexdigest() for jar in folder.glob("*.jar")}
    wrong = sorted(name for name, _ in expected.items() ^ found.items())
    if wrong:
        raise Failure(f"these jars are not the ones that {listing} names: {', '.join(wrong)}")
