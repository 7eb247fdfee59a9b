"""The layout of a stop-and-search file, and the force and month that its name says."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from oversight_local.failure import Failure
from oversight_local.load.importer import twice_in

COLUMNS = (
    "Type",
    "Date",
    "Part of a policing operation",
    "Policing operation",
    "Latitude",
    "Longitude",
    "Gender",
    "Age range",
    "Self-defined ethnicity",
    "Officer-defined ethnicity",
    "Legislation",
    "Object of search",
    "Outcome",
    "Outcome linked to object of search",
    "Removal of more than just outer clothing",
)
# Filled in or corrected when a row is published again: no part of which search it was.
AFTERWARDS = (
    "Outcome",
    "Outcome linked to object of search",
    "Removal of more than just outer clothing",
)
LASTING = tuple(name for name in COLUMNS if name not in AFTERWARDS)

_NAME = re.compile(r"^(\d{4}-(?:0[1-9]|1[0-2]))-([a-z0-9]+(?:-[a-z0-9]+)*)-stop-and-search\.[a-z]")
_ENDINGS = tuple(f"stop-and-search.{ending}" for ending in ("csv", "csv.gz", "xlsx", "xls", "ods"))


@dataclass(frozen=True)
class Edition:
    """One publication of a force's month (``2019-04``): a file."""

    path: Path
    force: str
    month: str


def edition_of(path: Path, force: str | None = None, month: str | None = None) -> Edition:
    """The edition in ``path``: what is not given its name says. Raises ``Failure``."""
    named = _NAME.match(path.name)
    if named is None and not (force and month):
        if not path.exists():
            raise Failure(f"{path} cannot be read: there is no such file")
        raise Failure(
            f"{path.name} is not named 2019-04-west-midlands-stop-and-search.csv: "
            "say --force and --month"
        )
    own_month, own_force = named.groups() if named else ("", "")
    return Edition(path, force or own_force, month or own_month)


def find_editions(
    paths: Iterable[Path], force: str | None, month: str | None
) -> tuple[list[Edition], list[str]]:
    """The editions in ``paths``, one given twice once, and why some cannot be loaded."""
    found: dict[tuple[str, str], list[Edition]] = {}
    failures: list[str] = []
    given: dict[Path, Path] = {}
    for each in paths:
        given.setdefault(each.resolve(), each)
    for path in given.values():
        try:
            edition = edition_of(path, force, month)
        except Failure as failure:
            failures.append(str(failure))
        else:
            found.setdefault((edition.force, edition.month), []).append(edition)
    for (own_force, own_month), editions in found.items():
        if len(editions) > 1:
            files = [edition.path for edition in editions]
            failures.append(twice_in(files, f"{own_month} of {own_force}"))
    return [editions[0] for editions in found.values() if len(editions) == 1], failures


def find_files(folder: Path) -> list[Path]:
    """Every stop-and-search file below ``folder``, in the order of their names."""
    found = [path for path in folder.rglob("*stop-and-search.*") if path.name.endswith(_ENDINGS)]
    return sorted(found, key=lambda path: (path.name, path))


def require_columns(name: str, header: Collection[str]) -> None:
    """Raise ``Failure`` unless the columns are those published, in whatever order."""
    if sorted(header) == sorted(COLUMNS):
        return
    missing, strange = set(COLUMNS) - set(header), set(header) - set(COLUMNS)
    parts = [
        f"{word} {', '.join(name or 'one without a name' for name in sorted(names))}"
        for word, names in (("without", missing), ("with", strange))
        if names
    ]
    raise Failure(f"{name} has other columns than data.police.uk's: {' and '.join(parts)}")
