"""A start reads what serving begins with: a service that was killed is missed until it is back."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# Each takes a second where a processor is slow, and is wanted by some answers only.
HEAVY = ("altair", "numpy", "scipy", "typst", "vl_convert")
SETTINGS = {
    "OVERSIGHT_PORT": "0",
    "OVERSIGHT_KAFKA": "127.0.0.1:1",
    "OVERSIGHT_DATABASE_URL": "postgresql://127.0.0.1:1/none",
    "OVERSIGHT_DEFINITIONS": "nowhere",
    "OVERSIGHT_TOKENS": "nowhere",
    "OVERSIGHT_SMTP_HOST": "127.0.0.1",
    "OVERSIGHT_PUBLIC_URL": "http://127.0.0.1",
    "OVERSIGHT_MAIL_FROM": "oversight@example.org",
    "OVERSIGHT_MAIL_TO": "board@example.org",
}
SAID = "import sys, {module}; print(*[each for each in {heavy} if each in sys.modules])"


@pytest.mark.parametrize("service", ["ingest", "indicators", "alerts", "reporting"])
def test_a_start_leaves_charts_and_special_functions_for_later(service: str) -> None:
    code = SAID.format(module=f"oversight_{service}.app", heavy=HEAVY)
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []


def test_a_command_of_the_indicators_leaves_what_the_service_needs() -> None:
    code = SAID.format(module="oversight_indicators.__main__", heavy=("faust", "fastapi"))
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []


@pytest.mark.parametrize("service", ["ingest", "indicators", "alerts", "reporting"])
def test_a_typing_error_in_a_definition_is_named_by_file_line_and_field(
    service: str, definitions: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "definitions"
    shutil.copytree(definitions, broken)
    file = broken / "indicators" / "response.yaml"
    lines = file.read_text().replace("measure: proportion", "measure: proprtion", 1).split("\n")
    line = 1 + next(n for n, each in enumerate(lines) if "proprtion" in each)
    file.write_text("\n".join(lines))
    done = start(service, OVERSIGHT_DEFINITIONS=str(broken))
    assert done.returncode == 2, done.stderr
    assert f"indicators/response.yaml:{line}: measure: " in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("service", ["ingest", "indicators", "alerts", "reporting"])
def test_a_setting_that_is_missing_is_named_by_its_variable(service: str) -> None:
    done = start(service, OVERSIGHT_KAFKA=None)
    assert (done.returncode, done.stderr) == (2, "OVERSIGHT_KAFKA: is not set\n")


def test_a_command_of_the_indicators_refuses_broken_definitions_as_the_service_does(
    tmp_path: Path,
) -> None:
    done = start("indicators", "verify", OVERSIGHT_DEFINITIONS=str(tmp_path))
    assert done.returncode == 2
    assert "No such file or directory" in done.stderr
    assert "Traceback" not in done.stderr


def start(service: str, *words: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """Run a service that has to end by itself; where no Kafka and no database answers."""
    environment = {**os.environ, **SETTINGS, **changes}
    return subprocess.run(
        [sys.executable, "-m", f"oversight_{service}", *words],
        env={name: value for name, value in environment.items() if value is not None},
        capture_output=True,
        text=True,
        timeout=60,
    )
