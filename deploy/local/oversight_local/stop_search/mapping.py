"""From a row's wordings to a record's words."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from oversight_contracts.records.bounds import EARLIEST, END
from oversight_local.importing.faults import Fault, Refused
from oversight_local.importing.wordings import Wordings
from oversight_local.stop_search import wordings
from oversight_local.stop_search.rows import Row
from oversight_local.stop_search.wordings import Ethnicities, Word
from oversight_measures.periods import london_day

# Column, the record's field, and what may stand there. Policing operation, latitude and longitude
# are not stored: free text, and a place more exact than the smallest area.
FIELDS: tuple[tuple[str, str, Wordings[Word]], ...] = (
    ("Type", "search_type", Wordings(wordings.TYPES)),
    ("Part of a policing operation", "part_of_operation", Wordings(wordings.FLAGS)),
    ("Gender", "gender", Wordings(wordings.GENDERS)),
    ("Age range", "age_range", Wordings(wordings.AGE_RANGES)),
    (
        "Self-defined ethnicity",
        "self_defined_ethnicity",
        Ethnicities(wordings.SELF_DEFINED),
    ),
    (
        "Officer-defined ethnicity",
        "officer_defined_ethnicity",
        Wordings(wordings.OFFICER_DEFINED),
    ),
    ("Legislation", "legislation", Wordings(wordings.LEGISLATION)),
    ("Object of search", "search_object", Wordings(wordings.OBJECTS)),
    ("Outcome", "outcome", Wordings(wordings.OUTCOMES)),
    (
        "Outcome linked to object of search",
        "outcome_linked_to_object",
        Wordings(wordings.FLAGS),
    ),
    (
        "Removal of more than just outer clothing",
        "more_than_outer_clothing",
        Wordings(wordings.FLAGS),
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
