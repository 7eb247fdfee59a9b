"""Request ids: the name of a request in logs and answers."""

import re
from collections.abc import Callable

from fastapi import Request

HEADER = "X-Request-Id"
_FORM = re.compile(r"[A-Za-z0-9._-]{1,64}")


class RequestId:
    """The caller's own name for the request where it is fit to be logged, else a new one."""

    def __init__(self, new: Callable[[], str]) -> None:
        self._new = new

    def of(self, request: Request) -> str:
        """The name of ``request``."""
        given = request.headers.get(HEADER, "")
        return given if _FORM.fullmatch(given) else self._new()
