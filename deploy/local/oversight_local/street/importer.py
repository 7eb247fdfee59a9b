"""From rows of a street-level file to crimes and incidents.

Only the month is published: a row happened at the first midnight of its month in London. Its
outcome has no date and its wording covers several outcome types, so no outcome is stored. Places
more exact than the authority are not stored either.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import orjson

from oversight_contracts.records.bounds import EARLIEST, END
from oversight_local.failure import Failure
from oversight_local.importing.drafts import Draft, Scope
from oversight_local.importing.faults import Fault, Refused, Skipped
from oversight_local.importing.places import Places
from oversight_local.importing.tables import Line, Table
from oversight_local.street.layouts import LASTING, require_layout
from oversight_local.street.wordings import ANTI_SOCIAL, OFFENCES
from oversight_measures.periods import london_midnight

_MONTH = re.compile(r"^[0-9]{4}-(0[1-9]|1[0-2])$")
# The first month that begins within the times of records.
_FIRST = f"{EARLIEST + timedelta(days=31):%Y-%m}"
# Birmingham 001A is a part of Birmingham.
_LSOA = re.compile(r"\s+\d{3}[A-Z]$")


class StreetImporter:
    """Loads the months of every force in the files, or of ``force`` alone."""

    def __init__(self, places: Places, force: str | None = None) -> None:
        self._places = places
        self._force = force and places.require_force(force)
        self._editions: dict[tuple[str, str], str] = {}

    def begin(self, table: Table) -> None:
        """Recognise the layout. Raises ``Failure``."""
        require_layout(table.name, table.header)

    def key(self, line: Line) -> str:
        """Force, month, and what lasts of the row. Raises ``Skipped`` or ``Refused``."""
        force = self._force_of(line.text["Falls within"])
        month = line.text["Month"]
        # Text in this form sorts as months do.
        if not _MONTH.match(month) or not _FIRST <= month < f"{END:%Y-%m}":
            raise Refused.because("Month", f"{month!r} is no month such as 2011-02")
        other = self._editions.setdefault((force, month), line.file)
        if other != line.file:
            raise Failure(f"{other} and {line.file} both hold {month} of {force}: load one of them")
        return f"{force}\t{month}\t{_digest(line)}"

    def drafts(self, lines: Sequence[Line]) -> Iterator[Draft]:
        """A record a row: those that share an id or repeat another are numbered by what lasts."""
        force = self._force_of(lines[0].text["Falls within"])
        digest = _digest(lines[0])
        alike = sorted(lines, key=_lasting)
        for occurrence, line in enumerate(alike, start=1):
            yield self._draft(line, force, f"{digest}-{occurrence}")

    def covers(self) -> Iterator[Scope]:
        """The crimes and incidents of each month of each force."""
        for force, month in self._editions:
            yield Scope("crime", force, _prefix(month))
            yield Scope("incident", force, _prefix(month))

    def _force_of(self, name: str) -> str:
        if not name:
            raise Refused.because("Falls within", "is blank")
        force = self._places.force(name)
        if self._force and force != self._force:
            raise Skipped("other forces")
        if force is None:
            reason = f"no force {name!r} is defined in areas.yaml"
            raise Refused.because("Falls within", reason, name="")
        return force

    def _draft(self, line: Line, force: str, name: str) -> Draft:
        text = line.text
        try:
            offence = OFFENCES[text["Crime type"]]
        except KeyError:
            reason = f"{text['Crime type']!r} is not a known wording"
            # Without an id of its own it goes by its content, and that was another.
            known = name if text.get("Crime ID") else None
            return Draft([line], faults=[Fault("Crime type", reason)], name=known)
        prefix = _prefix(text["Month"])
        area = self._places.area(force, _LSOA.sub("", text.get("LSOA name", "")))
        first = london_midnight(date.fromisoformat(f"{text['Month']}-01"))
        kind, data = _record(offence, first)
        data |= {"force": force, "area": area}
        return Draft([line], Scope(kind, force, prefix), prefix + name, data)


def _prefix(month: str) -> str:
    return f"dpuk-{month}-"


def _record(offence: str, moment: datetime) -> tuple[str, dict[str, Any]]:
    if offence == ANTI_SOCIAL:
        at = {"received_at": moment.isoformat()}
        return "incident", {**at, "grade": "not-known", "category": ANTI_SOCIAL}
    return "crime", {"recorded_at": moment.isoformat(), "offence": offence}


def _digest(line: Line) -> str:
    # A crime's own id lasts longest; anti-social behaviour has none.
    own = line.text.get("Crime ID")
    content = own or orjson.dumps(_lasting(line))
    raw = content if isinstance(content, bytes) else content.encode()
    return hashlib.sha256(raw).hexdigest()[:16]


def _lasting(line: Line) -> list[str]:
    return [line.text.get(name, "") for name in LASTING]
