"""The importer protocol: rows of a file in, drafts of records out, each without a revision."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import orjson
from pydantic import ValidationError

from oversight_contracts.errors import Fault as FieldFault
from oversight_contracts.errors import faults_of
from oversight_contracts.events.clock_check import faults_ahead, faults_ahead_in
from oversight_contracts.records.kinds import KINDS
from oversight_local.failure import Failure
from oversight_local.load.table import Line, Table


@dataclass(frozen=True)
class Fault:
    """The reason a row is refused; ``column`` is empty where it is the row as a whole."""

    column: str
    reason: str

    def __str__(self) -> str:
        return f"{self.column}: {self.reason}" if self.column else self.reason


@dataclass(frozen=True)
class FilePeriod:
    """A force's records of a file's month or year, of whatever kind: their ids' common prefix."""

    force: str
    prefix: str


class Refused(Exception):
    """A row that cannot be taken as it stands; ``faults`` names each column.

    ``name`` is what the id of its record ends in: empty where it is none of the load's, None where
    nobody can tell which record it is. Then it is one ``within`` a period, or any where that is
    None too.
    """

    def __init__(
        self, faults: list[Fault], name: str | None = None, within: FilePeriod | None = None
    ) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults
        self.name = name
        self.within = within

    @classmethod
    def because(
        cls,
        column: str,
        reason: str,
        name: str | None = None,
        within: FilePeriod | None = None,
    ) -> "Refused":
        """A refusal with one fault."""
        return cls([Fault(column, reason)], name, within)


class Skipped(Exception):
    """A row that is rightly no part of the load; its text says which kind of row."""


# The field that says when a record of a kind happened.
HAPPENED = {
    "crime": "recorded_at",
    "incident": "received_at",
    "collision": "collided_at",
    "complaint": "received_at",
    "stop-search": "searched_at",
}


@dataclass(frozen=True)
class Scope:
    """The scope of a replacement: a force's records of a kind whose ids begin with ``prefix``."""

    kind: str
    force: str
    prefix: str


@dataclass(frozen=True)
class Twin:
    """The same record in a file of the month beside, cut by another clock: its scope there.

    ``counts`` where that one counts and not this one.
    """

    scope: Scope
    counts: bool


@dataclass(frozen=True)
class RecordDraft:
    """A record's data without a revision, or why there is none; ``lines`` it was made of.

    A refused one keeps what is stored under its id, and under ``name`` behind the prefix of any
    scope, because the time that it would go by may be what is at fault. ``name`` and ``within`` are
    as of ``Refused``.
    """

    lines: Sequence[Line]
    scope: Scope | None = None
    id: str = ""
    data: dict[str, Any] | None = None
    faults: Sequence[Fault] = ()
    # Columns whose fields were left out, though the row was taken, and why.
    left_out: Sequence[str] = ()
    # Why it counts for the whole force alone, where the row names an area that is not known.
    unplaced: str | None = None
    name: str | None = ""
    within: FilePeriod | None = None
    # Its id is made of what is at fault: unless a record is stored under it, it may be any other.
    uncertain: bool = False
    twin: Twin | None = None


class Importer(Protocol):
    """The importer of one sort of file; called with tables, then lines, then groups of them.

    ``has_two_clocks`` where a month's file may be cut by London's clock or by UTC.
    """

    @property
    def has_two_clocks(self) -> bool: ...

    def begin(self, table: Table) -> None:
        """Recognise the layout. Raises ``Failure`` that says what was expected."""

    def key(self, line: Line) -> str:
        """The key that lines of one group share. Raises ``Skipped`` or ``Refused``.

        Lines of a wrong length come too; see ``require_whole``.
        """

    def drafts(self, lines: Sequence[Line]) -> Iterator[RecordDraft]:
        """The records that lines of one key amount to."""

    def covers(self) -> Iterable[Scope]:
        """Scopes that the files speak of, to be replaced even where no record is left in them."""


def twice_in(files: Sequence[Path], what: str) -> str:
    """Why files are refused that hold one thing twice, in words: nobody can tell which is meant."""
    names = " and ".join(file.name for file in files)
    paths = " or ".join(str(file) for file in files)
    both = "both" if len(files) == 2 else "all"
    return f"{names} {both} hold {what}: load one of them, {paths}"


def require_one_file(lines: Sequence[Line], files: Mapping[str, Path], what: str) -> None:
    """Raise ``Failure`` where ``lines`` of one record stand in several files, known by name."""
    names = dict.fromkeys(line.file for line in lines)
    if len(names) > 1:
        raise Failure(twice_in([files[name] for name in names], what))


@contextmanager
def collecting(faults: list[Fault]) -> Iterator[None]:
    """Keep what refuses a row in ``faults``, so that its other columns are read too."""
    try:
        yield
    except Refused as refused:
        faults += refused.faults


def require_whole(line: Line) -> None:
    """Raise ``Refused`` for a row of a wrong length: nobody can tell which record it is."""
    if line.fault:
        raise Refused.because("", line.fault)


def contract_faults(kind: str, data: dict[str, Any], now: datetime) -> list[FieldFault]:
    """The faults for which ingest would refuse the record, found before anything is sent."""
    try:
        # JSON mode, as ingest reads it.
        record = KINDS[kind].model_validate_json(
            orjson.dumps({**data, "revision": 1}), strict=True, extra="forbid"
        )
    except ValidationError as error:
        named = faults_of(error)
        known = {fault.field for fault in named}
        ahead = [each for each in faults_ahead_in(kind, data, now) if each.field not in known]
        # What is before a time to come is not at fault for that.
        late = {f"is before {each.field}" for each in ahead}
        return [*ahead, *(each for each in named if each.reason not in late)]
    return faults_ahead(kind, record, now)
