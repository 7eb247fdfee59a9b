"""An environment of the peers' own, made when one is first measured: the lock names none."""

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.bench.task import CHECKOUT

from oversight_local.failure import Failure

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
# Beside what the project has installed: cleaning that up takes the peers along.
FOLDER = Path(sys.prefix) / "bench-peers"
# What they share with us: the event's models, the pure core, and how cores are told.
SHARED = ("", "shared/contracts", "shared/measures", "services/indicators", "deploy/local")


@dataclass(frozen=True)
class Peers:
    """``python`` is their interpreter; whatever it runs finds this checkout by ``paths``."""

    python: str
    paths: str


def ensure_peers() -> Peers:
    """The environment, made anew where what it needs has changed. Raises ``Failure``."""
    digest = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    stamp, python = FOLDER / "requirements.sha256", FOLDER / "bin" / "python"
    if not stamp.exists() or stamp.read_text() != digest:
        _uv("venv", "--quiet", "--clear", "--python", sys.executable, str(FOLDER))
        _uv("pip", "sync", "--quiet", "--python", str(python), "--require-hashes", REQUIREMENTS)
        stamp.write_text(digest)
    return Peers(str(python), os.pathsep.join(str(CHECKOUT / each) for each in SHARED))


def _uv(*words: str | Path) -> None:
    done = subprocess.run([sys.executable, "-m", "uv", *words], capture_output=True, text=True)
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise Failure("the peers' packages could not be installed", said[-5:])
