"""From a row's wordings to a record's words."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from oversight_contracts.records.moments import EARLIEST, END
from oversight_local.load.code_list import CodeList
from oversight_local.load.importer import Fault, Refused
from oversight_local.load.stop_search import code_lists
from oversight_local.load.stop_search.code_lists import Ethnicities, Word
from oversight_local.load.stop_search.rows import COLUMNS, Row
from oversight_measures.periods.period import london_day

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


def map_row(row: Row, force: str, month: str) -> dict[str, Any]:
    """The record's data without its revision; a blank column is absent. Raises ``Refused``."""
    if row.fault:
        raise Refused([Fault("", row.fault)])
    faults: list[Fault] = []
    data: dict[str, Any] = {"force": force, "area": "force"}
    data |= _moment(row.text["Date"], month, faults)
    data |= _words(row.text, faults)
    if "search_type" not in data and not faults:
        faults.append(Fault("Type", "is blank"))
    if faults:
        raise Refused(faults)
    return data


def _moment(text: str, month: str, faults: list[Fault]) -> dict[str, str]:
    try:
        moment = read_moment(text)
    except ValueError:
        faults.append(Fault("Date", f"{text!r} is not a time with its zone"))
        return {}
    day = london_day(moment)
    if f"{day:%Y-%m}" != month:
        faults.append(Fault("Date", f"{day} (London) is not in {month}, the month of the file"))
    return {"searched_at": moment.isoformat()}


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


# Filled in or corrected when a row is published again: no part of which search it was.
AFTERWARDS = (
    "Outcome",
    "Outcome linked to object of search",
    "Removal of more than just outer clothing",
)
LASTING = tuple(name for name in COLUMNS if name not in AFTERWARDS)


def prefix_of(month: str) -> str:
    """What the ids of all rows of a month begin with."""
    return f"dpuk-{month}-"


def identify(rows: Sequence[Row], force: str, month: str) -> list[str]:
    """An id for each row, in the rows' order; the order of the rows decides nothing.

    Rows of the same lasting content are numbered in the order of their full content.
    """
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        alike[_digest(row, force)].append(index)
    ids = [""] * len(rows)
    for digest, indices in alike.items():
        indices.sort(key=lambda index: [rows[index].text[name] for name in COLUMNS])
        for number, index in enumerate(indices, start=1):
            ids[index] = f"{prefix_of(month)}{digest}-{number}"
    return ids


def _digest(row: Row, force: str) -> str:
    content = [force, *(_lasting(name, row.text[name]) for name in LASTING)]
    return hashlib.sha256(orjson.dumps(content)).hexdigest()[:16]


def _lasting(name: str, text: str) -> str:
    if name != "Date":
        return text
    try:
        # The same moment, whichever way it is written.
        return read_moment(text).isoformat()
    except ValueError:
        return text
