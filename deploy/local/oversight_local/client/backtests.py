"""The client of alerts: puts a back-test on record."""

from typing import Any

import httpx

from oversight_local.client.answers import said_in
from oversight_local.failure import Failure
from oversight_local.stack.stack_file import StackFile

SECONDS = 60


def send_backtest(stack: StackFile, backtest: dict[str, Any]) -> str:
    """The id under which it is on record. Raises ``Failure`` where alerts refuses it."""
    headers = {"Authorization": f"Bearer {stack.tokens['oversight']}"}
    url = f"{stack.url('alerts')}/v1/backtests"
    with httpx.Client(headers=headers, timeout=SECONDS, trust_env=False) as client:
        answer = client.post(url, json=backtest)
    if answer.status_code != 201:
        raise Failure(f"--record: alerts answers {answer.status_code}: {said_in(answer)}")
    return str(answer.json()["id"])
