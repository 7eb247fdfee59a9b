"""The process that decodes beside the one that counts."""

import array
import asyncio
import fcntl
import os
import signal
import subprocess
import sys
import termios
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest
from tests.unit.indicators.catalogues import catalogue
from tests.unit.indicators.event_builders import document
from tests.unit.indicators.events.test_revisions import INDICATORS

from oversight_contracts.events.envelope import BATCH
from oversight_indicators.consume.decoder import Decoder
from oversight_indicators.consume.decoder_process import framed
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.events.decode import complete, decode
from oversight_indicators.events.model import EventOutcome, KafkaRecord
from oversight_local.processes.termination import wait_until

CATALOGUE = catalogue(*INDICATORS)
CONTRIBUTIONS = Contributions(CATALOGUE)
# What a pipe of Linux holds; a longer answer waits for its reader.
PIPE_BYTES = 65_536


@pytest.fixture
async def decoder() -> AsyncIterator[Decoder]:
    made = Decoder(CATALOGUE, CONTRIBUTIONS, process_bytes=1, portion=1)
    yield made
    await made.stop()


def messages(number: int) -> list[KafkaRecord]:
    documents = [document(subject=f"r{n}", revision=number) for n in range(300)]
    return [
        KafkaRecord(part, number, 0, orjson.dumps(documents[part::3]), BATCH) for part in range(3)
    ]


def digests(entries: list[EventOutcome]) -> list[tuple[bytes, bytes]]:
    whole = [complete(each, CONTRIBUTIONS) for each in entries if not hasattr(each, "reason")]
    return [(each.digest, each.data) for each in whole]


async def test_it_answers_one_round_after_another(decoder: Decoder) -> None:
    for number in range(3):
        sent = messages(number)
        here = [entry for each in sent for entry in decode(each, CONTRIBUTIONS)]
        assert digests(await decoder.decode(sent)) == digests(here)


async def test_its_end_ends_the_wait(decoder: Decoder) -> None:
    await decoder.decode(messages(0))
    assert decoder.pid is not None
    os.kill(decoder.pid, signal.SIGKILL)

    with pytest.raises((EOFError, OSError)):
        async with asyncio.timeout(10):
            await decoder.decode(messages(1))


def test_an_answer_is_whole_though_it_was_stopped_while_writing_it() -> None:
    """A write that a signal breaks off is gone on with, also where Python does not buffer."""
    process = subprocess.Popen(
        [sys.executable, "-m", "oversight_indicators.consume.decoder_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process, process.stdin, process.stdout:
        process.stdin.write(framed(CATALOGUE) + framed(messages(0)))
        process.stdin.flush()
        assert wait_until(lambda: settled(process), 20)
        process.send_signal(signal.SIGSTOP)
        assert wait_until(lambda: state(process.pid) == "T", 10)
        process.send_signal(signal.SIGCONT)
        process.stdin.close()
        answer = process.stdout.read()

    length = int.from_bytes(answer[:8], "little")
    assert length > PIPE_BYTES
    assert len(answer) == 8 + length


def settled(process: subprocess.Popen[bytes]) -> bool:
    """Whether it waits for somebody to read what it has written."""
    waiting = array.array("i", [0])
    assert process.stdout is not None
    fcntl.ioctl(process.stdout, termios.FIONREAD, waiting)
    return waiting[0] > PIPE_BYTES * 7 // 8 and state(process.pid) == "S"


def state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_it_ends_with_the_process_that_asks_however_that_ends(tmp_path: Path) -> None:
    asking = subprocess.Popen(
        [sys.executable, "-c", ASK],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert asking.stdout is not None
    pid = int(asking.stdout.readline())
    asking.kill()
    asking.wait()

    assert wait_until(lambda: not Path(f"/proc/{pid}").exists(), 10)


ASK = """
import asyncio, time
from tests.integration.indicators.test_decoder import CATALOGUE, CONTRIBUTIONS, messages
from oversight_indicators.consume.decoder import Decoder

async def ask():
    decoder = Decoder(CATALOGUE, CONTRIBUTIONS, process_bytes=1, portion=1)
    await decoder.decode(messages(0))
    print(decoder.pid, flush=True)
    await asyncio.sleep(60)

asyncio.run(ask())
"""
