"""Kafka's log counted again on a running stack, as a person does it."""

from pathlib import Path
from typing import Any

import httpx
from tests.brokers import chosen
from tests.e2e.command import oversight

from oversight_local.stack.stack import Stack

SIMULATED = ("--from", "2026-01-01", "--to", "2026-01-08", "--scale", "0.01")


def test_the_log_is_counted_again_and_nobody_is_mailed(tmp_path: Path, http: httpx.Client) -> None:
    with Stack.start(tmp_path, port_base=0, broker=chosen()) as stack, stack.supervised():
        oversight(tmp_path, "simulate", *SIMULATED)
        oversight(tmp_path, "settle")
        before, mails = _recorded(stack, http), _mails(stack)
        assert "Alerts and reporting show it." in oversight(tmp_path, "rebuild", "--from-log")
        after = _recorded(stack, http)
        assert after["total"] == before["total"]
        assert after["as_at"]["generation"] > before["as_at"]["generation"]
        assert after["as_at"]["positions"] == before["as_at"]["positions"]
        assert _mails(stack) == mails
        oversight(tmp_path, "settle")
        assert ", 0 different" in oversight(tmp_path, "verify")


def _recorded(stack: Stack, http: httpx.Client) -> dict[str, Any]:
    url = stack.url("reporting") + "/v1/indicators/incidents.recorded/values"
    answer = http.get(url, params={"from": "2026-01-01", "to": "2026-01-08"})
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


def _mails(stack: Stack) -> int:
    return len(list(stack.file.maildir.rglob("*.*")))
