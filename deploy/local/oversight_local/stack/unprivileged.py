"""PostgreSQL never runs as root: where root starts a stack, it is the process of a user of its own.

That user may pass neither through a private data folder nor, perhaps, to the programs. So the
server has both mounted where it can reach them, in a mount namespace of its own, and nothing else
changes hands. Where mounting is not permitted it runs in a user namespace: without root's
capabilities, but with root's files, which no role of the database may read (``database_roles``).
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from oversight_local.failure import Failure

# A number that no account has, so that no other program runs as this user; PostgreSQL wants it to
# have a name, which the namespace gives it.
OTHER = 2_000_000_432
# In a user namespace: nobody, whom every Linux knows.
NOBODY = 65_534
# Both are covered in that namespace alone.
_MOUNT_POINTS = (Path("/mnt"), Path("/tmp"))
_MOUNT = f"""
mount -t tmpfs -o mode=755 oversight "$1"
mkdir "$1/data" "$1/packages"
mount --bind "$2" "$1/data"
mount --bind "$3" "$1/packages"
echo oversight:x:{OTHER}:{OTHER}::/:/bin/false > "$1/passwd"
mount --bind "$1/passwd" /etc/passwd
cd /
shift 3
exec setpriv --reuid={OTHER} --regid={OTHER} --clear-groups --no-new-privs --inh-caps=-all \
    --bounding-set=-all --pdeathsig=INT -- "$@"
"""


@dataclass(frozen=True)
class Place:
    """Where a program of PostgreSQL runs: the words before it, its packages, and its data."""

    before: tuple[str, ...]
    packages: Path
    data: Path


def place_for(packages: Path, data: Path) -> Place:
    """A place for a server on ``data``, which may get another owner. Raises ``Failure``."""
    if os.getuid() != 0:
        return Place((), packages, data)
    mounted = _mounted(packages, data)
    if mounted is not None:
        _give(data, OTHER)
        return mounted
    prefix = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}")
    if _works(prefix):
        _give(data, 0)
        return Place(prefix, packages, data)
    raise Failure(
        "PostgreSQL does not run as root, and namespaces are not permitted here; "
        "run as an ordinary user"
    )


def _mounted(packages: Path, data: Path) -> Place | None:
    point = next((each for each in _MOUNT_POINTS if each.is_dir()), None)
    if point is None or shutil.which("setpriv") is None:
        return None
    words = ("unshare", "--mount", "--propagation", "private", "sh", "-ec", _MOUNT, "sh")
    before = (*words, str(point), str(data), str(packages))
    return Place(before, point / "packages", point / "data") if _works(before) else None


def _works(before: tuple[str, ...]) -> bool:
    try:
        return subprocess.run([*before, "true"], capture_output=True).returncode == 0
    except OSError:
        return False


def _give(data: Path, user: int) -> None:
    """Make all in ``data`` the user's; what was made by another way of running may not be."""
    if data.stat().st_uid == user:
        return
    for path in (*_below(data), data):
        os.chown(path, user, user, follow_symlinks=False)


def _below(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        yield from (Path(parent) / name for name in (*folders, *files))
