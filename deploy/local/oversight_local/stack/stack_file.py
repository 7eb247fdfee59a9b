"""``stack.json``: how commands and tests find a running stack."""

from pathlib import Path
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from oversight_local.data_folder import DataFolder, write_private
from oversight_local.failure import Failure
from oversight_local.processes.program import SUPERVISOR
from oversight_local.processes.table import find


class StackFile(BaseModel):
    """A running stack. In the file each URL also stands at the top under its service's name."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    urls: dict[str, str]
    kafka: str
    postgres: str
    maildir: Path
    tokens: dict[str, str]
    source: str
    force: str
    broker: str
    pids: dict[str, int]
    data: Path
    # The settings of its services, for a program that works beside them.
    environment: dict[str, str] = {}

    def url(self, service: str) -> str:
        """The URL of a service, without a slash at the end."""
        return self.urls[service]

    def write(self, path: Path) -> None:
        """Replace ``path`` as a whole; it holds tokens, so only its owner may read it."""
        document: dict[str, Any] = self.urls | self.model_dump(mode="json")
        write_private(path, orjson.dumps(document, option=orjson.OPT_INDENT_2))


def find_running(data: Path) -> StackFile | None:
    """The stack on ``data`` whose supervisor runs; None where there is none."""
    if not DataFolder(data).stack.exists():
        return None
    file = load_stack(data)
    return file if find(file.pids[SUPERVISOR]) is not None else None


def load_stack(data: Path) -> StackFile:
    """The stack running on the folder ``data``. Raises ``Failure`` where none does."""
    path = DataFolder(data).stack
    try:
        return StackFile.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise Failure(f"no stack is ready on {data}; start one with: oversight up") from error
    except (OSError, ValidationError) as error:
        raise Failure(f"{path} cannot be read; end the stack with: oversight down") from error
