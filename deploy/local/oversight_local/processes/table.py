"""The process table of the machine: which run, since when, and whose children they are."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Identity:
    """A process for good: its number, and when it started, since numbers are used again."""

    pid: int
    started: str


def find(pid: int) -> Identity | None:
    """The process ``pid``, or None where it has ended (a zombie has)."""
    try:
        return _identity(psutil.Process(pid))
    except psutil.Error:
        return None


def alive(identity: Identity) -> bool:
    """True where this very process still runs."""
    return find(identity.pid) == identity


def descendants(pid: int) -> list[Identity]:
    """The children of ``pid``, theirs and so on."""
    try:
        children = psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []
    return [found for child in children if (found := find(child.pid)) is not None]


def command_line(pid: int) -> str:
    """The command line of ``pid``; empty where it cannot be read."""
    try:
        return " ".join(psutil.Process(pid).cmdline())
    except psutil.Error:
        return ""


def _identity(process: psutil.Process) -> Identity | None:
    with process.oneshot():
        if process.status() in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD):
            return None
        return Identity(process.pid, _started(process.create_time()))


def _started(created: float) -> str:
    if sys.platform != "linux":
        return f"{created:.2f}"
    # Counted from the boot, as the kernel keeps it: no change of the clock moves it. After a
    # reboot the same numbers could come again.
    ticks = round((created - psutil.boot_time()) * os.sysconf("SC_CLK_TCK"))
    return f"{_boot_id()}:{ticks}"


def _boot_id() -> str:
    try:
        return BOOT_ID.read_text().strip()
    except OSError:
        return ""
