"""What a browser sends to the console."""

import re
from base64 import b64encode

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def basic(name: str, password: str) -> dict[str, str]:
    """The header of who signs in."""
    return {"Authorization": f"Basic {b64encode(f'{name}:{password}'.encode()).decode()}"}


def form_token(page: str) -> str:
    """What a page's forms have to bring back."""
    found = re.search(r'name="form" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]
