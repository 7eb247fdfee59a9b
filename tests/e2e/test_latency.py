"""How long an accepted event takes to become an e-mail: measured, reported, loosely judged."""

import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from tests.bench.latency import AT_ONCE, crime_of_yesterday, rules_of_crimes
from tests.brokers import chosen

from oversight_local.client.change import encode
from oversight_local.processes.termination import wait_until
from oversight_local.stack.stack import Stack

EVENTS = 60
# Far above what is expected: only a pipeline that is stuck fails here.
CEILING_SECONDS = 10.0


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, definitions: Path) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("latency")
    shutil.copytree(definitions, folder / "definitions")
    shutil.rmtree(folder / "definitions" / "rules")
    (folder / "definitions" / "rules").mkdir()
    (folder / "definitions" / "baselines.yaml").write_text("baselines: []\n")
    rules = folder / "definitions" / "rules" / "latency.yaml"
    rules.write_text(rules_of_crimes(EVENTS))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in AT_ONCE.items():
            patch.setenv(name, value)
        with Stack.start(
            folder / "data", port_base=0, definitions=folder / "definitions", broker=chosen()
        ) as running:
            yield running


def test_an_accepted_event_becomes_an_e_mail(
    stack: Stack, http: httpx.Client, capsys: pytest.CaptureFixture[str]
) -> None:
    seconds = sorted(_seconds_to_e_mail(stack, http, number) for number in range(1, EVENTS + 1))

    p50, p99 = seconds[len(seconds) // 2], seconds[-1]
    with capsys.disabled():
        print(f"\nevent to e-mail over {EVENTS} events: p50 {p50:.3f} s, p99 {p99:.3f} s")  # noqa: T201
    assert p99 < CEILING_SECONDS


def _seconds_to_e_mail(stack: Stack, http: httpx.Client, number: int) -> float:
    began = time.monotonic()
    _send(stack, http, number)
    arrived = wait_until(lambda: _delivered(stack) >= number, CEILING_SECONDS)
    assert arrived, f"no e-mail {number} within {CEILING_SECONDS:g} s"
    return time.monotonic() - began


def _send(stack: Stack, http: httpx.Client, number: int) -> None:
    crime = crime_of_yesterday("west-midlands", number, datetime.now(UTC))
    headers = {
        "Authorization": f"Bearer {stack.token('feed')}",
        "Content-Type": "application/cloudevents+json",
    }
    answer = http.post(
        f"{stack.url('ingest')}/v1/events",
        content=encode(crime, stack.file.source),
        headers=headers,
    )
    assert answer.status_code == 202, answer.text


def _delivered(stack: Stack) -> int:
    return sum(1 for _ in (stack.file.maildir / "new").glob("*"))
