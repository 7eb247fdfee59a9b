"""The machine's processes: which exist, since when, and whose children they are."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
# Counted after the closing bracket of the command name, which may itself hold spaces.
STATE, PARENT, START = 0, 1, 19


@dataclass(frozen=True)
class Identity:
    """A process for good: its number, and when it started, since numbers are used again."""

    pid: int
    started: str


@dataclass(frozen=True)
class Entry:
    """One row of the table."""

    identity: Identity
    parent: int


def find(pid: int) -> Entry | None:
    """The process ``pid``, or None where it has ended (a zombie has)."""
    if (PROC / "self" / "stat").exists():
        return _from_proc(pid)
    return next((entry for entry in _from_ps("-p", str(pid))), None)


def alive(identity: Identity) -> bool:
    """Whether this very process still runs."""
    entry = find(identity.pid)
    return entry is not None and entry.identity == identity


def descendants(pid: int) -> list[Identity]:
    """The children of ``pid``, theirs and so on."""
    table = _table()
    found, parents = [], [pid]
    while parents:
        parent = parents.pop()
        children = [entry.identity for entry in table if entry.parent == parent]
        found += children
        parents += [child.pid for child in children]
    return found


def command_line(pid: int) -> str:
    """What ``pid`` was started as; empty where it cannot be read."""
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return _ps("-o", "command=", "-p", str(pid)).strip()


def _table() -> list[Entry]:
    if not (PROC / "self" / "stat").exists():
        return _from_ps("-A")
    pids = [int(path.name) for path in PROC.iterdir() if path.name.isdigit()]
    return [entry for pid in pids if (entry := _from_proc(pid)) is not None]


def _from_proc(pid: int) -> Entry | None:
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    if fields[STATE] in "ZX":
        return None
    return Entry(Identity(pid, f"{_boot()}:{fields[START]}"), int(fields[PARENT]))


def _boot() -> str:
    # Start times count from the boot, so after a reboot they could come again.
    try:
        return (PROC / "sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def _from_ps(*selection: str) -> list[Entry]:
    lines = _ps("-o", "pid=,ppid=,stat=,lstart=", *selection).splitlines()
    rows = [line.split(maxsplit=3) for line in lines]
    return [
        Entry(Identity(int(pid), started.strip()), int(parent))
        for pid, parent, state, started in rows
        if not state.startswith("Z")
    ]


def _ps(*arguments: str) -> str:
    try:
        return subprocess.run(["ps", *arguments], capture_output=True, text=True).stdout
    except FileNotFoundError:
        return ""
