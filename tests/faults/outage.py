"""What the services stand on is taken away and comes back, while they are watched."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
from prometheus_client.parser import text_string_to_metric_families
from tests.faults.feeding import Load
from tests.faults.probing import Answer, Probing
from tests.faults.stand import Stand, Trying

from oversight_local.client.ingest import feed_client
from oversight_local.processes.termination import wait_until
from oversight_local.stack.services import SERVICES, readiness

REFUSED_WITHIN_SECONDS = 5.0
BACK_WITHIN_SECONDS = 30.0
READY_SECONDS = 30.0
SERVICE_NAMES = tuple(service.name for service in SERVICES)
UNKNOWN = "oversight_ingest_events_total"
# Most of a short trial would go by recounting what a faster feed sends.
PIECE = 50


@dataclass
class Outage:
    """A trial over a supervised stack; ``remarks`` go into the table."""

    stand: Stand
    trying: Trying
    probing: Probing
    remarks: list[str] = field(default_factory=list)

    def lasts(self, seconds: float) -> list[Answer]:
        """Ask ingest again and again for so long, and once at least; answers what it answered."""
        until = time.monotonic() + seconds
        answers = self.probing.ask()
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(1.0, left))
            answers += self.probing.ask()
        return answers

    def until_accepted(self) -> float:
        """Ask until each mode is accepted; answers after how many seconds that was."""
        began = time.monotonic()

        def accepted() -> bool:
            return all(each.status == 202 for each in self.probing.ask())

        assert wait_until(accepted, READY_SECONDS), f"refused for {READY_SECONDS:g} s"
        return time.monotonic() - began

    @contextmanager
    def back(self) -> Iterator[None]:
        """Bring back inside what was away; leaves when every service has moved on after that."""
        began = time.monotonic()
        yield
        wait_all_well(self.stand)
        self.trying.recoveries.append(time.monotonic() - began)
        self.trying.tries += 1
        self.probing.make_sure()

    def take(self, name: str, how: str) -> None:
        """Have a process ``frozen``, ``killed``, or ``stopped`` in good order."""
        stack = self.stand.stack
        {"frozen": stack.pause, "killed": stack.kill, "stopped": stack.end}[how](name)

    def give(self, name: str, how: str) -> None:
        """Let it run again."""
        stack = self.stand.stack
        (stack.resume if how == "frozen" else stack.restart)(name)

    def processes(self) -> dict[str, int]:
        """The process of each service: another number means that it was started again."""
        pids = self.stand.stack.file.pids
        return {name: pids[name] for name in SERVICE_NAMES}

    def missing(self, service: str) -> dict[str, str]:
        """What ``/readyz`` of a service says is wrong, by what it depends on."""
        answer = httpx.get(f"{self.stand.stack.url(service)}/readyz", timeout=5, trust_env=False)
        failing: dict[str, str] = answer.json()["failing"]
        assert answer.status_code == (503 if failing else 200)
        return failing

    def unacknowledged(self) -> float:
        """How many events ingest's metrics say that nobody knows of whether they were kept."""
        url = f"{self.stand.stack.url('ingest')}/metrics"
        text = httpx.get(url, timeout=5, trust_env=False).text
        return sum(
            sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == UNKNOWN and sample.labels["outcome"] == "unknown"
        )


@contextmanager
def outage(stand: Stand, fault: str) -> Iterator[Outage]:
    """Try an outage while a feed sends and the stack is supervised; see ``Stand.trial``."""
    said: list[str] = []
    with (
        feed_client(stand.stack.file) as client,
        stand.stack.supervised(said.append),
        stand.trial(fault, Load.BULK, PIECE) as trying,
    ):
        away = Outage(stand, trying, Probing(client, stand.ledger, stand.changes()))
        yield away
        restarted = f"{len(said) or 'none'} started again"
        trying.remark = "; ".join([*away.remarks, restarted])


def wait_all_well(stand: Stand) -> None:
    """Wait until the count, and what is made of it, have moved on, and every service is ready."""
    figures = stand.figures
    for reached in (figures.counted_to, figures.shown_to, figures.judged_to):
        stand.wait_progress(reached)
    urls = [stand.stack.url(name) for name in SERVICE_NAMES]
    ready = wait_until(lambda: not any(map(readiness, urls)), READY_SECONDS)
    assert ready, list(map(readiness, urls))


def assert_refused(answers: list[Answer]) -> None:
    """Every answer is 503 within 5 s, and says when to come again."""
    for each in answers:
        assert each.status == 503, each
        assert each.seconds <= REFUSED_WITHIN_SECONDS, each
        assert each.retry_after > 0, each


def assert_accepted(answers: list[Answer]) -> None:
    """Every answer is 202."""
    assert {each.status for each in answers} == {202}, answers
