"""What a service says where it does not do what it was asked, in words."""

from typing import Any

import httpx


def said_in(answer: httpx.Response) -> str:
    """The problem's detail with each field at fault; the text itself where it is no problem."""
    try:
        problem: Any = answer.json()
    except ValueError:
        return answer.text
    if not isinstance(problem, dict) or not problem.get("title"):
        return answer.text
    faults = [_fault(each) for each in problem.get("errors") or ()]
    return "; ".join([str(problem.get("detail") or problem["title"]), *faults])


def _fault(error: dict[str, Any]) -> str:
    return ": ".join(str(error[name]) for name in ("field", "reason") if error.get(name))
