"""The importer of stop-and-search files of data.police.uk, each a force's month."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from oversight_contracts.events.clock_check import AHEAD, IN_THE_FUTURE
from oversight_contracts.records.moments import EARLIEST, END
from oversight_local.load.importer import Fault, RecordDraft, Scope, Twin
from oversight_local.load.published import as_published
from oversight_local.load.stop_search.layout import AFTERWARDS, COLUMNS, LASTING, require_columns
from oversight_local.load.stop_search.wordings import KIND, Column, Wordings
from oversight_local.load.table import Line, Table
from oversight_local.load.twins import london_month, utc_month
from oversight_measures.periods.period import london_day


def read_moment(text: str) -> datetime:
    """An aware time in UTC. Raises ``ValueError`` for anything else."""
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() is None:
        raise ValueError("has no time zone")
    if not EARLIEST <= moment.date() < END:
        # Null dates of other systems; in another zone they might lie outside of the calendar.
        raise ValueError("is a null date")
    return moment.astimezone(UTC)


class StopSearchImporter:
    """Loads the month of one force, as an edition of it was published."""

    has_two_clocks = True

    def __init__(self, force: str, month: str, now: datetime, wordings: Wordings) -> None:
        self._latest = now + AHEAD
        self._wordings = wordings
        self._force = force
        self._month = month
        self._scope = _scope(force, month)

    def begin(self, table: Table) -> None:
        """Recognise the layout. Raises ``Failure``."""
        require_columns(table.name, table.header)

    def key(self, line: Line) -> str:
        """A digest of what lasts of the row; one of a wrong length is numbered with the others."""
        content = [self._force, *(_lasting(name, line.text[name]) for name in LASTING)]
        return hashlib.sha256(orjson.dumps(content)).hexdigest()[:16]

    def drafts(self, lines: Sequence[Line]) -> Iterator[RecordDraft]:
        """A record a row, numbered by full content: the order of the rows decides nothing."""
        digest = self.key(lines[0])
        alike = sorted(lines, key=lambda line: [line.text[name] for name in COLUMNS])
        for occurrence, line in enumerate(alike, start=1):
            yield self._draft(line, f"{self._scope.prefix}{digest}-{occurrence}")

    def covers(self) -> Sequence[Scope]:
        """The month is replaced by its rows, taken or refused."""
        return ()

    def _draft(self, line: Line, identifier: str) -> RecordDraft:
        data, faults, left_out = self._record(line)
        # The digest is made of the lasting columns: before they were at fault, it was another. A
        # row of another month is none of what is stored of this one, unless that is still to come.
        elsewhere = not line.fault and _is_elsewhere(line.text["Date"], self._month, self._latest)
        uncertain = not elsewhere and any(fault.column not in AFTERWARDS for fault in faults)
        return RecordDraft(
            [line],
            self._scope,
            identifier,
            None if faults else data,
            faults,
            left_out,
            uncertain=uncertain,
            twin=self._twin(data),
        )

    def _twin(self, data: dict[str, Any]) -> Twin | None:
        """The search in the file of the month beside, cut by the other clock."""
        if "searched_at" not in data:
            return None
        moment = datetime.fromisoformat(data["searched_at"])
        ours, theirs = london_month(moment), utc_month(moment)
        if ours == theirs or self._month not in (ours, theirs):
            return None
        other = theirs if self._month == ours else ours
        return Twin(_scope(self._force, other), counts=other == ours)

    def _record(self, line: Line) -> tuple[dict[str, Any], list[Fault], list[str]]:
        """The data, in which a blank column is absent, what is at fault, and what was left out."""
        if line.fault:
            return {}, [Fault("", line.fault)], []
        faults: list[Fault] = []
        left_out: list[str] = []
        data: dict[str, Any] = {"force": self._force, "area": "force"}
        data |= _moment(line.text["Date"], self._month, self._latest, faults)
        data |= _words(line.text, self._wordings, faults, left_out)
        if "search_type" not in data and all(fault.column != "Type" for fault in faults):
            faults.append(Fault("Type", "is blank"))
        return data, faults, left_out


def _scope(force: str, month: str) -> Scope:
    return Scope(KIND, force, f"dpuk-{month}-")


def _moment(text: str, month: str, latest: datetime, faults: list[Fault]) -> dict[str, str]:
    try:
        moment = read_moment(text)
    except ValueError:
        faults.append(Fault("Date", f"{text!r} is not a time with its zone"))
        return {}
    if month not in _months(moment):
        day = london_day(moment)
        faults.append(Fault("Date", f"{day} (London) is not in {month}, the month of the file"))
    elif moment > latest:
        faults.append(Fault("Date", IN_THE_FUTURE))
    return {"searched_at": moment.isoformat()}


def _months(moment: datetime) -> set[str]:
    """The month in London, on whose day it counts, and that in UTC, by which some files are cut."""
    return {london_month(moment), utc_month(moment)}


def _is_elsewhere(text: str, month: str, latest: datetime) -> bool:
    try:
        moment = read_moment(text)
        return month not in _months(moment) and moment <= latest
    except ValueError:
        return False


def _words(
    text: Mapping[str, str], wordings: Wordings, faults: list[Fault], left_out: list[str]
) -> dict[str, str | bool]:
    data: dict[str, str | bool] = {}
    for column in wordings:
        written = as_published(column.name, text[column.name])
        if not written:
            continue
        try:
            word = column.word(written)
        except KeyError:
            _note(column, written, faults, left_out)
            continue
        if word is not None:
            data[column.field] = word
    return data


def _note(column: Column, written: str, faults: list[Fault], left_out: list[str]) -> None:
    reason = f"{written!r} is not a known wording"
    if column.refuses:
        faults.append(Fault(column.name, reason))
    else:
        left_out.append(f"{column.name}: {reason}")


def _lasting(name: str, text: str) -> str:
    if name != "Date":
        return as_published(name, text)
    try:
        # The same moment, whichever way it is written.
        return read_moment(text).isoformat()
    except ValueError:
        return text
