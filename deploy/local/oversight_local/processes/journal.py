"""The journal of a stack's processes, by which ``down`` finds them without the stack."""

import signal
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from oversight_local.data_folder import write_private
from oversight_local.processes.table import Identity


@dataclass(frozen=True)
class Member:
    """One process of a stack, and the signal that ends it in good order."""

    identity: Identity
    stop_signal: signal.Signals


class Journal:
    """The file of members, in the order they were started in."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, members: dict[str, Member]) -> None:
        """Replace the members written."""
        document = {
            name: {**asdict(member.identity), "signal": int(member.stop_signal)}
            for name, member in members.items()
        }
        write_private(self._path, orjson.dumps(document, option=orjson.OPT_INDENT_2))

    def read(self) -> dict[str, Member]:
        """Read the members; empty where nothing is written."""
        try:
            document = orjson.loads(self._path.read_bytes())
        except (FileNotFoundError, orjson.JSONDecodeError):
            return {}
        return {
            name: Member(Identity(row["pid"], row["started"]), signal.Signals(row["signal"]))
            for name, row in document.items()
        }

    def remove(self) -> None:
        """Forget the members."""
        self._path.unlink(missing_ok=True)
