"""Each container is killed, cut off, paused and ended in good order while a feed sends.

After each fault nothing differs: not what ``verify`` recomputes from the stored records, and not
what all that was accepted comes to when it is counted in one go.
"""

import time

import pytest
from tests.containers.compose import EXPECTED, NAMES, POLL
from tests.containers.stand import Stand

from oversight_local.processes.termination import wait_until

NOTICED_SECONDS = 60.0
# How long a container is away after that was noticed, and how long a pause lasts.
AWAY_SECONDS = 5.0
PAUSED_SECONDS = 15.0
# Who notices that one is away: itself, or a service that stands on it.
WITNESS = {name: name for name in NAMES} | {"kafka": "ingest", "postgres": "indicators"}


@pytest.mark.parametrize("service", EXPECTED)
def test_killed_it_is_started_again_and_every_event_counts_once(stand: Stand, service: str) -> None:
    with stand.trial(f"{service}: killed") as trying:
        stand.compose.kill(service)
        trying.wait_recovered()


def test_kafka_and_postgres_killed_at_once_every_event_counts_once(stand: Stand) -> None:
    with stand.trial("kafka and postgres: killed at once") as trying:
        stand.compose.kill("kafka")
        stand.compose.kill("postgres")
        trying.wait_recovered()


@pytest.mark.parametrize("service", EXPECTED)
def test_cut_off_and_healed_every_event_counts_once(stand: Stand, service: str) -> None:
    compose = stand.compose
    with stand.trial(f"{service}: cut off its networks") as trying:
        with compose.cut(service):
            assert wait_until(lambda: compose.lacks(WITNESS[service]), NOTICED_SECONDS, POLL)
            time.sleep(AWAY_SECONDS)
        trying.wait_recovered()


@pytest.mark.parametrize("service", EXPECTED)
def test_paused_and_woken_every_event_counts_once(stand: Stand, service: str) -> None:
    with stand.trial(f"{service}: paused for {PAUSED_SECONDS:g} s") as trying:
        stand.compose.pause(service)
        try:
            time.sleep(PAUSED_SECONDS)
        finally:
            stand.compose.resume(service)
        trying.wait_recovered()


@pytest.mark.parametrize("service", NAMES)
def test_ended_in_good_order_it_loses_nothing(stand: Stand, service: str) -> None:
    with stand.trial(f"{service}: SIGTERM, started again") as trying:
        began = time.monotonic()
        assert stand.compose.stop(service) == [0]
        trying.remark = f"ended with 0 in {time.monotonic() - began:.1f} s"
        stand.compose.start(service)
        trying.wait_recovered()


def test_workers_come_and_go(stand: Stand) -> None:
    with stand.trial("indicators: 1, 3, 1 of them") as trying:
        for workers in (3, 1):
            stand.compose.scale(workers)
            trying.wait_recovered()
            assert len(stand.compose.containers("indicators")) == workers
