"""A PostgreSQL server, as a stack runs it."""

from collections.abc import Iterator
from contextlib import contextmanager

from oversight_local.data_folder import DataFolder
from oversight_local.processes.manager import Processes
from oversight_local.stack.postgres import postgres_program


@contextmanager
def running_postgres(folder: DataFolder, port: int) -> Iterator[None]:
    """A PostgreSQL server on a folder."""
    folder.create()
    processes = Processes(folder, cancelled=lambda: False)
    made = postgres_program(folder, port)
    processes.start(made)
    try:
        processes.wait_ready(made)
        yield
    finally:
        processes.stop_all([[made.name]])
