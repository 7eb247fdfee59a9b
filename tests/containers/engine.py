"""The container engine, by its command line."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# The tag of the images under test.
VERSION = os.environ.get("VERSION", "dev")


@dataclass(frozen=True)
class Ended:
    """A command that has ended, and what it printed."""

    code: int
    output: str


def docker(*words: str, seconds: float = 120.0) -> Ended:
    """Run the engine's command; what it prints to both streams is put together."""
    done = subprocess.run(
        ("docker", *words),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=seconds,
    )
    return Ended(done.returncode, done.stdout)


def required(*words: str) -> str:
    """What a command of the engine printed; it has to succeed."""
    ended = docker(*words)
    assert ended.code == 0, f"docker {' '.join(words)}: {ended.output}"
    return ended.output.strip()


def missing_engine() -> str | None:
    """Why no image can be built here; None where an engine answers."""
    try:
        answer = docker("buildx", "version", seconds=20), docker("info", seconds=20)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"no container engine: {error}"
    failed = next((each for each in answer if each.code), None)
    return f"no container engine: {failed.output.strip()[-200:]}" if failed else None


def build(checkout: Path, version: str) -> None:
    """Build the images of all services. Raises ``CalledProcessError``."""
    subprocess.run(
        ("docker", "buildx", "bake", "--progress", "plain"),
        cwd=checkout,
        env={**os.environ, "VERSION": version},
        check=True,
    )


def inspect(image: str) -> dict[str, Any]:
    """What the engine knows of an image."""
    (found,) = json.loads(docker("image", "inspect", image).output)
    known: dict[str, Any] = found
    return known
