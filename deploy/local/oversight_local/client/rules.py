"""The client of alerts: what each rule looks at now."""

from typing import Any

import httpx

from oversight_local.client.answers import said_in
from oversight_local.failure import Failure
from oversight_local.stack.stack_file import StackFile

SECONDS = 60


def fetch_rules(stack: StackFile) -> dict[str, Any]:
    """The answer of ``/v1/rules``. Raises ``Failure`` where alerts refuses or knows nothing yet."""
    headers = {"Authorization": f"Bearer {stack.tokens['oversight']}"}
    url = f"{stack.url('alerts')}/v1/rules"
    with httpx.Client(headers=headers, timeout=SECONDS, trust_env=False) as client:
        answer = client.get(url)
    if answer.status_code != 200:
        raise Failure(f"alerts answers {answer.status_code}: {said_in(answer)}")
    found: dict[str, Any] = answer.json()
    if found.get("evaluated_at") is None:
        raise Failure(
            "alerts has not judged anything yet: load records and settle first, or say --typical"
        )
    return found
