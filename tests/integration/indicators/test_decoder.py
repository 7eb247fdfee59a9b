"""The process that decodes beside the one that counts."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest
from tests.unit.indicators.catalogues import catalogue
from tests.unit.indicators.events import document
from tests.unit.indicators.test_engine import INDICATORS

from oversight_contracts.envelope import BATCH
from oversight_indicators.contributions import Contributions
from oversight_indicators.decoder import Decoder
from oversight_indicators.decoding import Entry, Message, complete, decode
from oversight_local.waiting import wait_until

CATALOGUE = catalogue(*INDICATORS)
CONTRIBUTIONS = Contributions(CATALOGUE)


@pytest.fixture
async def decoder() -> AsyncIterator[Decoder]:
    made = Decoder(CATALOGUE, CONTRIBUTIONS, worth=1)
    yield made
    await made.stop()


def messages(number: int) -> list[Message]:
    documents = [document(subject=f"r{n}", revision=number) for n in range(300)]
    return [Message(0, number, 0, orjson.dumps(documents), BATCH)]


def digests(entries: list[Entry]) -> list[tuple[bytes, bytes]]:
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
from oversight_indicators.decoder import Decoder

async def ask():
    decoder = Decoder(CATALOGUE, CONTRIBUTIONS, worth=1)
    await decoder.decode(messages(0))
    print(decoder.pid, flush=True)
    await asyncio.sleep(60)

asyncio.run(ask())
"""
