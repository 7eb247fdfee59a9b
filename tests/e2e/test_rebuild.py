"""A changed definition: the stack says what to do, and what it says works."""

import json
import shutil
from pathlib import Path

import httpx
import pytest
from tests.brokers import chosen
from tests.e2e.command import oversight

from oversight_local.failure import Failure
from oversight_local.stack.stack import Stack

SIMULATED = ("--from", "2026-01-01", "--to", "2026-01-08", "--scale", "0.01")


def test_a_changed_target_counts_the_stored_records_again(
    tmp_path: Path, definitions: Path, http: httpx.Client
) -> None:
    own, data = tmp_path / "definitions", tmp_path / "data"
    shutil.copytree(definitions, own)
    with Stack.start(data, port_base=0, definitions=own) as stack:
        oversight(data, "simulate", *SIMULATED)
        oversight(data, "settle")
        before = _within_target(stack, http)

    targets = own / "targets.yaml"
    targets.write_text(targets.read_text().replace("seconds: 900", "seconds: 1800"))
    with pytest.raises(Failure) as refused:
        Stack.start(data, port_base=0, definitions=own)
    assert any("oversight rebuild" in line for line in refused.value.details)

    oversight(data, "rebuild", "--definitions", own)
    with Stack.start(data, port_base=0, definitions=own) as stack:
        oversight(data, "settle")
        assert _within_target(stack, http) > before
        assert ", 0 different" in oversight(data, "verify")


def test_a_running_stack_counts_again_and_is_never_without_figures(
    tmp_path: Path, definitions: Path, http: httpx.Client
) -> None:
    own, data = tmp_path / "definitions", tmp_path / "data"
    shutil.copytree(definitions, own)
    started = Stack.start(data, port_base=0, definitions=own, broker=chosen())
    with started as stack, stack.supervised():
        oversight(data, "simulate", *SIMULATED)
        oversight(data, "settle")
        before, mails = _within_target(stack, http), len(list(stack.file.maildir.rglob("*.*")))
        targets = own / "targets.yaml"
        targets.write_text(targets.read_text().replace("seconds: 900", "seconds: 1800"))
        # Nothing is read from the files until the totals are counted under them.
        assert _within_target(stack, http) == before
        _add_force(own, "btp", "British Transport Police")
        # What is in the files alone is counted by nobody: let in, it would be dead-lettered.
        assert _send(stack, http, "btp").status_code == 422
        stack.restart("ingest")
        assert _send(stack, http, "btp").status_code == 422
        assert "Alerts and reporting show it." in oversight(data, "rebuild")
        assert _within_target(stack, http) > before
        assert _send(stack, http, "btp").status_code == 202
        oversight(data, "simulate", *SIMULATED)
        oversight(data, "settle", "--timeout", "120")
        assert ", 0 different" in oversight(data, "verify")
        assert _outcome(stack, http, "btp-1:1") == "counted"
        assert len(list(stack.file.maildir.rglob("*.*"))) == mails
        assert "added the force, 13 authorities" in oversight(data, "force", "add", "kent")
        assert _send(stack, http, "kent").status_code == 202


def test_a_running_stack_reads_its_own_definitions(stack: Stack, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="reads its definitions from"):
        oversight(stack.file.data, "rebuild", "--definitions", tmp_path)


def test_rules_are_checked_on_the_volumes_of_the_running_stack(stack: Stack) -> None:
    data = stack.file.data
    oversight(data, "simulate", "--scale", "0.02")
    oversight(data, "settle")
    said = " ".join(oversight(data, "rules", "check", "--years", "10", "--anyway").split())
    assert "priority-2-response" in said
    assert "west-yorkshire: no rule can speak" in said


def _add_force(definitions: Path, force: str, title: str) -> None:
    with (definitions / "areas.yaml").open("a", encoding="utf-8") as areas:
        areas.write(f"  {force}:\n    title: {title}\n")


def _send(stack: Stack, http: httpx.Client, force: str) -> httpx.Response:
    at = "2026-01-02T10:00:00Z"
    event = {
        "specversion": "1.0",
        "type": "uk.police.incident.recorded.v1",
        "source": stack.file.source,
        "id": f"{force}-1:1",
        "subject": f"{force}-1",
        "time": at,
        "data": {
            "force": force,
            "area": "force",
            "revision": 1,
            "received_at": at,
            "grade": "priority-1",
        },
    }
    headers = {
        "Authorization": f"Bearer {stack.token('feed')}",
        "Content-Type": "application/cloudevents+json",
    }
    url = f"{stack.url('ingest')}/v1/events"
    return http.post(url, content=json.dumps(event), headers=headers)


def _outcome(stack: Stack, http: httpx.Client, event: str) -> str:
    url = f"{stack.url('indicators')}/v1/receipts/{stack.file.source}/{event}"
    headers = {"Authorization": f"Bearer {stack.token('feed')}"}
    return str(http.get(url, headers=headers).raise_for_status().json()["outcome"])


def _within_target(stack: Stack, http: httpx.Client) -> int:
    url = stack.url("reporting") + "/v1/indicators/response.within-target/values"
    answer = http.get(url, params={"from": "2026-01-01", "to": "2026-01-08", "by": "grade"})
    rows = {row["label"]: row for row in answer.raise_for_status().json()["rows"]}
    return int(rows["Priority 1"]["numerator"])
