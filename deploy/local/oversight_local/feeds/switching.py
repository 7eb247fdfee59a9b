"""Wait until a generation of totals is what people see."""

import time
from collections.abc import Callable

import httpx

from oversight_local.failure import Failure
from oversight_local.feeds.settling import PROJECTIONS
from oversight_local.stack_file import StackFile

PAUSE = 0.2


def wait_until_shown(
    stack: StackFile, generation: int, seconds: float, report: Callable[[str], None]
) -> None:
    """Wait until alerts and reporting have switched to ``generation`` or a later one.

    ``report`` is called with who is waited for. Raises ``Failure`` that says who has not.
    """
    deadline = time.monotonic() + seconds
    headers = {"Authorization": f"Bearer {stack.tokens['oversight']}"}
    with httpx.Client(headers=headers, timeout=5, trust_env=False) as client:
        while late := [name for name in PROJECTIONS if _shown(client, stack, name) < generation]:
            names = " and ".join(late)
            report(names)
            if time.monotonic() > deadline:
                raise Failure(
                    f"the totals are counted, but after {seconds:g} s not shown by {names}; "
                    "look at the log of each with: oversight status"
                )
            time.sleep(PAUSE)


def _shown(client: httpx.Client, stack: StackFile, service: str) -> int:
    """The generation a service shows; 0 while it does not answer, as when it is started again."""
    try:
        answer = client.get(f"{stack.url(service)}/v1/position")
    except httpx.TransportError:
        return 0
    return int(answer.json()["generation"] or 0) if answer.status_code == 200 else 0
