"""Finds the stack that a command is for: on a data folder, or at the addresses in a file."""

from pathlib import Path

from pydantic import ValidationError

from oversight_local.data_folder import DataFolder
from oversight_local.failure import Failure
from oversight_local.processes.program import SUPERVISOR
from oversight_local.processes.table import find
from oversight_local.stack.elsewhere.addresses import read_addresses
from oversight_local.stack.elsewhere.containers import STARTING
from oversight_local.stack.services import answering
from oversight_local.stack.stack_file import StackFile


def find_running(data: Path, addresses: Path | None = None) -> StackFile | None:
    """The stack on ``data`` whose supervisor runs; None where there is none.

    One at ``addresses`` is supervised elsewhere, and taken to run.
    """
    if addresses is not None:
        return read_addresses(addresses, data)
    if not DataFolder(data).stack.exists():
        return None
    file = load_stack(data)
    return file if find(file.pids[SUPERVISOR]) is not None else None


def load_stack(data: Path, addresses: Path | None = None) -> StackFile:
    """The stack running on the folder ``data``, or the one at ``addresses``. Raises ``Failure``."""
    if addresses is not None:
        return read_addresses(addresses, data)
    path = DataFolder(data).stack
    try:
        return StackFile.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise Failure(f"no stack is ready on {data}; start one with: oversight up") from error
    except (OSError, ValidationError) as error:
        raise Failure(f"{path} cannot be read; end the stack with: oversight down") from error


def reach_stack(data: Path, addresses: Path | None = None) -> StackFile:
    """``load_stack``, for a command that asks the services. Raises ``Failure`` where one is away.

    What was started here says so by its file; of one elsewhere they are asked.
    """
    stack = load_stack(data, addresses)
    if addresses is not None:
        there = answering(stack.urls)
        away = [name for name in stack.urls if name not in there]
        if away:
            raise Failure(f"the stack does not answer ({', '.join(away)}); {STARTING}")
    return stack
