"""A backup put back: the restored system counts on from where the log is."""

import shutil
from pathlib import Path

import httpx
import psycopg
import pytest
from tests.brokers import VARIABLE, chosen
from tests.e2e.command import oversight
from tests.e2e.test_restart import crimes, send, start

from oversight_local.data_folder import DataFolder
from oversight_local.stack.brokers.model import Broker
from oversight_local.stack.stack import Stack

on_kafka = pytest.mark.skipif(
    chosen() is not Broker.KAFKA,
    reason=f"{VARIABLE} is not {Broker.KAFKA}: the embedded broker's log ends with it",
)
PERIOD = ("--from", "2026-01-01", "--to", "2026-04-01")


@on_kafka
def test_a_restored_stack_counts_on_from_where_the_log_is(
    tmp_path: Path, http: httpx.Client
) -> None:
    data, file = tmp_path / "data", tmp_path / "monday.backup"
    with start(data) as stack:
        send(stack, http, range(40))
        oversight(data, "settle")
        oversight(data, "snapshot", "board-quarter", *PERIOD)
        frozen = snapshot(stack, http)
        oversight(data, "backup", file)
        # Some again, some new, after the backup; all of it shown before the loss.
        send(stack, http, range(30, 70))
        oversight(data, "settle")
        assert crimes(stack, http) == 70
        shown = generation(stack, http)
        mails = list(stack.file.maildir.rglob("*.*"))
    shutil.rmtree(DataFolder(data).postgres)

    oversight(data, "restore", file)
    with start(data) as stack:
        # Accepted while it catches up.
        send(stack, http, range(60, 80))
        oversight(data, "settle")
        assert crimes(stack, http) == 80
        assert generation(stack, http) > shown
        assert ", 0 different" in oversight(data, "verify")
        assert snapshot(stack, http) == frozen
        assert list(stack.file.maildir.rglob("*.*")) == mails


def test_a_backup_is_checked_before_it_takes_anything_s_place(
    tmp_path: Path, http: httpx.Client
) -> None:
    data, file = tmp_path / "data", tmp_path / "a.backup"
    with start(data) as stack:
        send(stack, http, range(10))
        oversight(data, "settle")
        oversight(data, "backup", file)
        assert file.stat().st_mode & 0o077 == 0
        assert noted(stack) == 1
        with pytest.raises(AssertionError, match="never overwritten"):
            oversight(data, "backup", file)
        with pytest.raises(AssertionError, match="a stack is running"):
            oversight(data, "restore", file, "--replace")
    with pytest.raises(AssertionError, match="--replace"):
        oversight(data, "restore", file)

    damaged = tmp_path / "damaged.backup"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    with pytest.raises(AssertionError, match="is damaged"):
        oversight(data, "restore", damaged, "--replace")
    with pytest.raises(AssertionError, match="is no backup"):
        oversight(data, "restore", Path(__file__), "--replace")

    oversight(data, "restore", file, "--replace")
    # Nothing of the former folder may be needed.
    data.rename(tmp_path / "gone")
    elsewhere = tmp_path / "elsewhere"
    oversight(elsewhere, "restore", file)
    with start(elsewhere) as stack:
        oversight(elsewhere, "settle")
        assert crimes(stack, http) == 10
        assert ", 0 different" in oversight(elsewhere, "verify")


def noted(stack: Stack) -> int:
    """How many backups the indicators were told of."""
    with psycopg.connect(stack.file.postgres) as connection:
        found = connection.execute("SELECT count(*) FROM indicators.backups").fetchone()
    assert found is not None
    return int(found[0])


def generation(stack: Stack, http: httpx.Client) -> int:
    return int(http.get(f"{stack.url('reporting')}/v1/position").json()["generation"])


def snapshot(stack: Stack, http: httpx.Client) -> bytes:
    """The bytes of the only snapshot there is."""
    base = f"{stack.url('reporting')}/v1/snapshots"
    (only,) = http.get(base).raise_for_status().json()
    return http.get(f"{base}/{only['id']}.json").raise_for_status().content
