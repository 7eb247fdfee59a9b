"""Waits until everything in the log is in the figures."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
from aiokafka.errors import KafkaError

from oversight_contracts.topics import EVENTS
from oversight_local.client.answers import said_in
from oversight_local.failure import Failure
from oversight_local.stack.stack_file import StackFile
from oversight_runtime.kafka.connection import Kafka
from oversight_runtime.kafka.offsets import cluster_id, end_offsets

# The services whose figures people see.
PROJECTIONS = ("reporting", "alerts")
PAUSE = 0.1


@dataclass(frozen=True)
class LogEnd:
    """The end of a log (its cluster id): the next offset of each partition that holds anything."""

    log: str
    offsets: Mapping[int, int]

    @property
    def total(self) -> int:
        """Records in the log."""
        return sum(self.offsets.values())


@dataclass(frozen=True)
class Lag:
    """The consumer lag of a service, in log records, or what else it is behind with."""

    service: str
    behind: int
    reason: str = ""
    # All is counted, and what is waited for is that rules are judged by it.
    judging: bool = False

    def __str__(self) -> str:
        return f"{self.service} {self.reason or f'is {self.behind:,} log records behind'}"


def log_end(kafka: Kafka) -> LogEnd:
    """The end of the event log now. Raises ``Failure`` where the broker does not answer."""

    async def read() -> LogEnd:
        ends = await end_offsets(kafka, EVENTS.name)
        return LogEnd(await cluster_id(kafka), {each: end for each, end in ends.items() if end})

    try:
        return asyncio.run(read())
    except KafkaError as error:
        raise Failure(f"Kafka does not answer: {error}") from error


def settle(
    stack: StackFile,
    seconds: float = 60.0,
    report: Callable[[Sequence[Lag], int], None] = lambda lags, total: None,
    *,
    judged: bool = False,
) -> None:
    """Wait until what is in the log now is counted and shown, and ``judged``; at most ``seconds``.

    ``report`` is called with what lags, and of how many log records. Raises ``Failure`` that says
    what lags.
    """
    end, deadline = log_end(stack.kafka_connection), time.monotonic() + seconds
    headers = {"Authorization": f"Bearer {stack.tokens['oversight']}"}
    with httpx.Client(headers=headers, timeout=5, trust_env=False) as client:
        while lags := lags_behind(client, stack, end, judged=judged):
            report(lags, end.total)
            if time.monotonic() > deadline:
                raise Failure(f"not settled after {seconds:g} s: {'; '.join(map(str, lags))}")
            time.sleep(PAUSE)
    report((), end.total)


def lags_behind(
    client: httpx.Client, stack: StackFile, end: LogEnd, *, judged: bool = False
) -> list[Lag]:
    """The services that have not reached ``end``, or where it is asked for not ``judged`` it."""
    lags = [_lag(client, service, stack.url(service), end, judged) for service in PROJECTIONS]
    return [lag for lag in lags if lag.behind]


def _lag(client: httpx.Client, service: str, url: str, end: LogEnd, judged: bool) -> Lag:
    try:
        answer = client.get(f"{url}/v1/position")
    except httpx.TransportError as error:
        return Lag(service, end.total, f"does not answer ({type(error).__name__})")
    if answer.status_code != 200:
        return Lag(service, end.total, f"answers {answer.status_code} {said_in(answer)}")
    told = answer.json()
    behind = _behind(told["positions"], end)
    # Only alerts judges, once nothing has come for some seconds.
    if behind == 0 and judged and "judged" in told and (waits := _behind(told["judged"], end)):
        return Lag(service, waits, "has counted all and not judged its rules by it yet", True)
    return Lag(service, behind)


def _behind(positions: Sequence[Mapping[str, Any]] | None, end: LogEnd) -> int:
    """How many records of the log lie beyond positions."""
    # A position in another log, such as that of the broker before, says nothing of this one.
    reached = {
        each["partition"]: each["offset"] for each in positions or () if each["log"] == end.log
    }
    return sum(max(0, offset - reached.get(part, 0)) for part, offset in end.offsets.items())


SWITCH_PAUSE = 0.2
# Where each service says which generation it goes by: whose figures, and whose areas may come in.
GENERATIONS = {**dict.fromkeys(PROJECTIONS, "/v1/position"), "ingest": "/v1/areas"}


def wait_until_shown(
    stack: StackFile, generation: int, seconds: float, report: Callable[[str], None]
) -> None:
    """Wait until every service goes by ``generation`` or a later one.

    ``report`` is called with who is waited for. Raises ``Failure`` that says who has not.
    """
    deadline = time.monotonic() + seconds
    headers = {"Authorization": f"Bearer {stack.tokens['oversight']}"}
    with httpx.Client(headers=headers, timeout=5, trust_env=False) as client:
        while late := [name for name in GENERATIONS if _shown(client, stack, name) < generation]:
            names = " and ".join(late)
            report(names)
            if time.monotonic() > deadline:
                raise Failure(
                    f"the totals are counted, but after {seconds:g} s not taken up by {names}; "
                    "look at the log of each with: oversight status"
                )
            time.sleep(SWITCH_PAUSE)


def _shown(client: httpx.Client, stack: StackFile, service: str) -> int:
    """The generation a service goes by; 0 while it does not answer, as when it starts again."""
    try:
        answer = client.get(f"{stack.url(service)}{GENERATIONS[service]}")
    except httpx.TransportError:
        return 0
    return int(answer.json()["generation"] or 0) if answer.status_code == 200 else 0


def require_empty(stack: StackFile) -> None:
    """Raise ``Failure`` where ``stack`` was ever sent anything, or shows anything."""
    answer = httpx.get(f"{stack.url('reporting')}/v1/position", timeout=10, trust_env=False)
    counted = answer.raise_for_status().json()["positions"] or ()
    if log_end(stack.kafka_connection).total or any(each["offset"] for each in counted):
        raise Failure("the stack holds records already: the demonstration is for an empty one")
