"""``oversight down``: end a stack from another terminal."""

from rich.console import Console

from oversight_local.commands.options import DEFAULT_DATA, Data
from oversight_local.failure import Failure
from oversight_local.folder import DataFolder
from oversight_local.takedown import take_down


def down(data: Data = DEFAULT_DATA) -> None:
    """End the stack that runs on DIR, also after its terminal was closed or killed."""
    folder = DataFolder(data)
    if not folder.journal.exists() and not folder.stack.exists():
        raise Failure(f"no stack is running on {data}")
    console = Console()
    with console.status("ending the stack"):
        ended = take_down(folder)
    console.print(f"Ended: {', '.join(ended)}." if ended else "The stack had already ended.")
