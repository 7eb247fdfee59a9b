"""A file of addresses: where a stack is that was not started here, and who asks it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from oversight_local.failure import Failure
from oversight_local.stack.services import SERVICES
from oversight_local.stack.stack_file import StackFile

PREFIX = "OVERSIGHT_"


def read_addresses(path: Path, data: Path, variables: Mapping[str, str] = os.environ) -> StackFile:
    """The stack that the file ``path`` tells of, which has the form of ``stack.json``.

    ``data`` is the folder for what commands write. What the file does not say, the ``variables`` of
    services do. Raises ``Failure`` that names the field.
    """
    try:
        document = orjson.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise Failure(f"there is no file of addresses {path}") from error
    except OSError as error:
        raise Failure(f"{path} cannot be read: {error.strerror}") from error
    except orjson.JSONDecodeError as error:
        raise Failure(f"{path} is no JSON: {error}") from error
    if not isinstance(document, dict):
        raise Failure(f"{path} holds no JSON object")
    try:
        found = StackFile.model_validate(_whole(document, data, variables))
    except ValidationError as error:
        raise Failure(f"{path} tells of no stack", _faults(error)) from error
    missing = [each.name for each in SERVICES if each.name not in found.urls]
    if missing:
        raise Failure(f"{path}: urls names no {', '.join(missing)}")
    return found


def _whole(document: dict[str, Any], data: Path, variables: Mapping[str, str]) -> dict[str, Any]:
    """The document, with what the variables say where it is silent."""
    own = document.get("environment")
    settings = {name: value for name, value in variables.items() if name.startswith(PREFIX)}
    settings |= own if isinstance(own, dict) else {}
    said = {"kafka": settings.get("OVERSIGHT_KAFKA"), "force": settings.get("OVERSIGHT_FORCE")}
    said = {name: value for name, value in said.items() if value}
    # Processes of another machine are none that could be looked for here.
    whole = said | document | {"environment": settings, "data": data.absolute(), "pids": {}}
    if pages := settings.get("OVERSIGHT_PUBLIC_URL"):
        whole.setdefault("public", {"reporting": pages})
    return whole


def _faults(error: ValidationError) -> list[str]:
    return [
        f"{'.'.join(map(str, each['loc']))}: {each['msg']}"
        for each in error.errors(include_url=False, include_input=False)
    ]
