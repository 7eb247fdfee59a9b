"""The importer of stop-and-search files of data.police.uk, each a force's month."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from oversight_contracts.events.clock_check import AHEAD, IN_THE_FUTURE
from oversight_contracts.records.moments import EARLIEST, END
from oversight_local.load.code_list import CodeList
from oversight_local.load.csv_file import Line, Table
from oversight_local.load.importer import Fault, RecordDraft, Scope
from oversight_local.load.stop_search import code_lists
from oversight_local.load.stop_search.code_lists import Ethnicities, Word
from oversight_local.load.stop_search.layout import AFTERWARDS, COLUMNS, LASTING, require_columns
from oversight_measures.periods.period import london_day

KIND = "stop-search"
# Column, the record's field, and what may stand there. Policing operation, latitude and longitude
# are not stored: free text, and a place more exact than the smallest area.
FIELDS: tuple[tuple[str, str, CodeList[Word]], ...] = (
    ("Type", "search_type", CodeList(code_lists.TYPES)),
    ("Part of a policing operation", "part_of_operation", CodeList(code_lists.FLAGS)),
    ("Gender", "gender", CodeList(code_lists.GENDERS)),
    ("Age range", "age_range", CodeList(code_lists.AGE_RANGES)),
    (
        "Self-defined ethnicity",
        "self_defined_ethnicity",
        Ethnicities(code_lists.SELF_DEFINED),
    ),
    (
        "Officer-defined ethnicity",
        "officer_defined_ethnicity",
        CodeList(code_lists.OFFICER_DEFINED),
    ),
    ("Legislation", "legislation", CodeList(code_lists.LEGISLATION)),
    ("Object of search", "search_object", CodeList(code_lists.OBJECTS)),
    ("Outcome", "outcome", CodeList(code_lists.OUTCOMES)),
    (
        "Outcome linked to object of search",
        "outcome_linked_to_object",
        CodeList(code_lists.FLAGS),
    ),
    (
        "Removal of more than just outer clothing",
        "more_than_outer_clothing",
        CodeList(code_lists.FLAGS),
    ),
)


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

    def __init__(self, force: str, month: str, now: datetime) -> None:
        self._latest = now + AHEAD
        self._force = force
        self._month = month
        self._scope = Scope(KIND, force, f"dpuk-{month}-")

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
        data, faults = _record(line, self._force, self._month, self._latest)
        # The digest is made of the lasting columns: before they were at fault, it was another. A
        # row of another month is none of what is stored of this one.
        elsewhere = not line.fault and _is_elsewhere(line.text["Date"], self._month)
        uncertain = not elsewhere and any(fault.column not in AFTERWARDS for fault in faults)
        return RecordDraft(
            [line],
            self._scope,
            identifier,
            None if faults else data,
            faults,
            uncertain=uncertain,
        )


def _record(
    line: Line, force: str, month: str, latest: datetime
) -> tuple[dict[str, Any], list[Fault]]:
    """The record's data, in which a blank column is absent, and what is at fault with it."""
    if line.fault:
        return {}, [Fault("", line.fault)]
    faults: list[Fault] = []
    data: dict[str, Any] = {"force": force, "area": "force"}
    data |= _moment(line.text["Date"], month, latest, faults)
    data |= _words(line.text, faults)
    if "search_type" not in data and not faults:
        faults.append(Fault("Type", "is blank"))
    return data, faults


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
    return {f"{london_day(moment):%Y-%m}", f"{moment:%Y-%m}"}


def _is_elsewhere(text: str, month: str) -> bool:
    try:
        return month not in _months(read_moment(text))
    except ValueError:
        return False


def _words(text: Mapping[str, str], faults: list[Fault]) -> dict[str, str | bool]:
    data: dict[str, str | bool] = {}
    for column, field, words in FIELDS:
        if not text[column]:
            continue
        try:
            word = words[text[column]]
        except KeyError:
            faults.append(Fault(column, f"{text[column]!r} is not a known wording"))
            continue
        if word is not None:
            data[field] = word
    return data


def _lasting(name: str, text: str) -> str:
    if name != "Date":
        return text
    try:
        # The same moment, whichever way it is written.
        return read_moment(text).isoformat()
    except ValueError:
        return text
