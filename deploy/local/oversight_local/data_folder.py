"""The folder that holds everything a stack keeps (``--data``)."""

import fcntl
import os
from pathlib import Path

from oversight_local.failure import Failure


class DataFolder:
    """The paths in a data folder. Only the stack itself makes the folder (``create``)."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.postgres = self.path / "postgres"
        # Of the database's roles.
        self.passwords = self.path / "database.json"
        self.kafka = self.path / "kafka"
        self.maildir = self.path / "maildir"
        self.logs = self.path / "logs"
        self.tokens = self.path / "tokens.json"
        self.stack = self.path / "stack.json"
        self.journal = self.path / "processes.json"

    def create(self) -> None:
        """Make the folder, for this user only; one that exists is left as it is."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.logs.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise Failure(f"cannot keep a stack in {self.path}: {error.strerror}") from error

    def lock(self) -> int:
        """Let one stack in. The kernel lets go of the lock when the stack ends, however it does.

        Answers the descriptor to close; raises ``Failure`` where a stack is in.
        """
        lock = os.open(self.path / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(lock)
            raise Failure(
                f"a stack is already running on {self.path}; end it with: oversight down"
            ) from error
        return lock


def write_private(path: Path, content: bytes) -> None:
    """Replace ``path`` as a whole; only its owner may read it."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    # What somebody else may have put there would keep its own permissions, or lead elsewhere.
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    draft.replace(path)
