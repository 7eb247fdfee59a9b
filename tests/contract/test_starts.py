"""A start reads what serving begins with: a service that was killed is missed until it is back."""

import subprocess
import sys

import pytest

# Each takes a second where a processor is slow, and is wanted by some answers only.
HEAVY = ("altair", "numpy", "scipy", "typst", "vl_convert")
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
