"""The stack of containers: a command runs beside it, in a container of its own.

Kafka and PostgreSQL can be reached from the stack's inner network alone, and their passwords are in
a volume of it. So the same command is begun there, by the same user and in the same folder.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from oversight_local.checkout import find_folder
from oversight_local.failure import Failure

# What stands for it on the command line, and what brings it up.
COMPOSE = Path("compose")
STARTING = "one of containers is started with: docker compose up -d --wait"
SERVICE = "oversight"
# The user of the image, who may not write to a folder of somebody else's.
IMAGE_USER = 10001
AS_YOURSELF = 'to write as yourself: docker compose run --rm --user "$(id -u)" oversight …'
# What no folder of files may be mounted over.
NEEDED = tuple(
    map(Path, ("/opt/oversight", "/usr/lib", "/usr/share", "/run/secrets", "/etc", "/tmp", "/proc"))
)


@dataclass(frozen=True)
class Caller:
    """Who typed a command: the number of the user and of the group, and where."""

    user: int
    group: int
    folder: Path


def run_inside(words: Sequence[str], files: Iterable[Path]) -> NoReturn:
    """Become ``oversight`` with ``words`` beside the stack: its signals and exit code are its own.

    ``files`` are those that the words name. Raises ``Failure``.
    """
    caller = Caller(os.getuid(), os.getgid(), Path.cwd())
    command = command_inside(words, files, caller, _project())
    try:
        os.execvp(command[0], command)
    except FileNotFoundError as error:
        raise Failure("there is no docker on this machine, which --stack compose needs") from error


def command_inside(
    words: Sequence[str], files: Iterable[Path], caller: Caller, project: Sequence[str]
) -> tuple[str, ...]:
    """The command for the engine. Raises ``Failure`` for a folder that cannot be mounted."""
    folders = outermost([caller.folder, *(each for file in files for each in _around(file))])
    mounts = [word for folder in folders for word in ("--volume", f"{folder}:{folder}")]
    return (
        *("docker", "compose", *project, "--progress", "quiet", "run", "--rm"),
        *("--user", f"{caller.user}:{caller.group}", "--workdir", str(caller.folder)),
        *mounts,
        SERVICE,
        *without_stack(words),
    )


def without_stack(words: Sequence[str]) -> Iterator[str]:
    """``words`` without ``--stack compose``: inside, it is where commands look."""
    rest = iter(words)
    for word in rest:
        if word == "--stack":
            next(rest, None)
        elif word != f"--stack={COMPOSE}":
            yield word


def outermost(folders: Iterable[Path]) -> list[Path]:
    """Each folder once, without those inside another. Raises ``Failure`` for the root and such."""
    found = sorted(set(folders))
    for folder in found:
        if any(each.is_relative_to(folder) for each in NEEDED):
            raise Failure(f"{folder} holds what the container needs itself: use a folder below it")
    return [each for each in found if not any(each.is_relative_to(o) for o in found if o != each)]


def _around(file: Path) -> Iterator[Path]:
    """The folders that make ``file`` what it is here: its own, and where a link leads."""
    for path in (file.absolute(), file.resolve()):
        folder = path if path.is_dir() else path.parent
        while not folder.is_dir():
            folder = folder.parent
        yield Path(os.path.normpath(folder))


def _project() -> tuple[str, ...]:
    """Which project: what the environment says of one goes before the checkout's own file."""
    if "COMPOSE_FILE" in os.environ:
        return ()
    return ("--file", str(find_folder("deploy", "containers").parents[1] / "docker-compose.yml"))
