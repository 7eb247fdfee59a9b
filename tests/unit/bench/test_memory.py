"""A peak is remembered after what was held is let go."""

import os
import subprocess
import sys

import pytest
from tests.bench.memory import PROC, Peaks

HOLD = "import sys; held = bytearray(b'x' * 80_000_000); del held; print(flush=True); input()"
pytestmark = pytest.mark.skipif(
    not (PROC / "self" / "status").exists(), reason="the system tells no peaks"
)


@pytest.mark.parametrize("shared", [(), ("test",)])
def test_a_child_counts_to_its_parent(shared: tuple[str, ...]) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        alone, both = Peaks({"test": child.pid}, shared), Peaks({"test": os.getpid()}, shared)
        alone.look()
        both.look()
        child.communicate(b"\n")
    assert both.figures()["memory test"] > alone.figures()["memory test"] > 0


def test_a_peak_outlives_what_was_held_and_the_process() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        peaks = Peaks({"test": child.pid}, ())
        assert child.stdout is not None
        child.stdout.readline()
        peaks.look()
        child.communicate(b"\n")
    peaks.look()
    assert peaks.figures()["memory test"] > 80
