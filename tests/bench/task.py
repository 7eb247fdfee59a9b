"""A measurement in a process of its own: settings go in as JSON, figures come back in a file."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

CHECKOUT = Path(__file__).parents[2]
SECONDS = 300.0
Settings = Mapping[str, Any]


class TaskFailed(Exception):
    """The process ended without figures; carries what it said."""


def run_task(
    name: str, settings: Settings, python: str = sys.executable, paths: str = ""
) -> dict[str, float]:
    """Run the module ``tests.bench.<name>`` and answer what it found. Raises ``TaskFailed``.

    ``paths`` are searched for modules by another ``python``, which has none of ours installed.
    """
    with _started(name, settings, python, paths) as (process, answer):
        return _finish(name, process, answer)


@contextmanager
def task_beside(name: str, settings: Settings) -> Iterator[dict[str, float]]:
    """Run the module beside the block; at its end the task's input ends.

    What it found is in the answer then. Raises ``TaskFailed``.
    """
    found: dict[str, float] = {}
    with _started(name, settings, sys.executable, "") as (process, answer):
        yield found
        found.update(_finish(name, process, answer))


@contextmanager
def _started(
    name: str, settings: Settings, python: str, paths: str
) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    with tempfile.TemporaryDirectory(prefix="oversight-bench-") as folder:
        answer = Path(folder) / "answer.json"
        words = orjson.dumps({**settings, "answer": str(answer)}).decode()
        process = subprocess.Popen(
            [python, "-m", f"tests.bench.{name}", words],
            cwd=CHECKOUT,
            env={**os.environ, **({"PYTHONPATH": paths} if paths else {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            yield process, answer
        finally:
            process.kill()
            process.communicate()


def _finish(name: str, process: subprocess.Popen[str], answer: Path) -> dict[str, float]:
    _, said = process.communicate(timeout=SECONDS)
    if process.returncode != 0 or not answer.exists():
        raise TaskFailed(f"{name} ended with {process.returncode}: {said[-2000:]}")
    found: dict[str, float] = orjson.loads(answer.read_bytes())
    return found


def task_settings() -> dict[str, Any]:
    """The settings of this process."""
    found: dict[str, Any] = orjson.loads(sys.argv[1])
    return found


def answer_task(settings: Settings, figures: Mapping[str, float]) -> None:
    """Hand the figures back."""
    Path(settings["answer"]).write_bytes(orjson.dumps(dict(figures)))
