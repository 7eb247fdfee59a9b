"""``oversight status``: what runs, and whether it is ready."""

from rich.console import Console
from rich.table import Table

from oversight_local.commands.options import DEFAULT_DATA, Data
from oversight_local.failure import Failure
from oversight_local.process_table import find
from oversight_local.services import readiness
from oversight_local.stack_file import StackFile, load_stack


def status(data: Data = DEFAULT_DATA) -> None:
    """Say which processes of the stack on DIR run and which services are ready."""
    file = load_stack(data)
    states = {name: _state(file, name) for name in file.pids}
    table = Table("process", "number", "state")
    for name, state in states.items():
        table.add_row(name, str(file.pids[name]), state or "ready")
    Console().print(table)
    failing = [name for name, state in states.items() if state is not None]
    if failing:
        raise Failure(f"not ready: {', '.join(failing)}")


def _state(file: StackFile, name: str) -> str | None:
    if find(file.pids[name]) is None:
        return "has ended"
    return readiness(file.urls[name]) if name in file.urls else None
