"""The importer of street-level files of data.police.uk: crimes and incidents.

Only the month is published: a row happened at the first midnight of its month in London. Its
outcome has no date and its wording covers several outcome types, so no outcome is stored. Places
more exact than the authority are not stored either.
"""

import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.events.clock_check import AHEAD
from oversight_contracts.records.moments import EARLIEST, END
from oversight_local.failure import Failure
from oversight_local.load.code_list import CodeList
from oversight_local.load.importer import (
    Fault,
    FilePeriod,
    RecordDraft,
    Refused,
    Scope,
    Skipped,
    require_whole,
    twice_in,
)
from oversight_local.load.places import Places
from oversight_local.load.published import as_published
from oversight_local.load.table import Line, Table
from oversight_measures.periods.period import london_day, london_midnight

ALWAYS = ("Month", "Reported by", "Falls within", "Location", "Crime type")
_PRESENT = ("Crime ID", "Longitude", "Latitude", "LSOA code", "LSOA name")
_OLD = ("Easting", "Northing")
_SOMETIMES = ("Context", "Last outcome category")
# What stays the same when a row is published again; the outcome is filled in later.
LASTING = (*ALWAYS, *_PRESENT, *_OLD, "Context")


def require_layout(name: str, header: Collection[str]) -> None:
    """Raise ``Failure`` unless the columns are those of one layout."""
    for own in (_PRESENT, _OLD):
        needed = {*ALWAYS, *own}
        if needed <= set(header) <= needed | {*_SOMETIMES, ""}:
            return
    raise Failure(
        f"{name} has other columns than street-level crime of data.police.uk: expected are "
        f"{', '.join(ALWAYS)}, with either {', '.join(_PRESENT)} or {', '.join(_OLD)}; "
        f"it has {', '.join(header)}"
    )


ANTI_SOCIAL = "anti-social-behaviour"
OFFENCES = CodeList(
    {
        "Anti-social behaviour": ANTI_SOCIAL,
        "Bicycle theft": "bicycle-theft",
        "Burglary": "burglary",
        "Criminal damage and arson": "criminal-damage-and-arson",
        "Drugs": "drugs",
        "Other crime": "other-crime",
        "Other theft": "other-theft",
        "Possession of weapons": "possession-of-weapons",
        "Public disorder and weapons": "public-disorder-and-weapons",
        "Public order": "public-order",
        "Robbery": "robbery",
        "Shoplifting": "shoplifting",
        "Theft from the person": "theft-from-the-person",
        "Vehicle crime": "vehicle-crime",
        "Violence and sexual offences": "violence-and-sexual-offences",
        # The name until 2013: under both the publisher's interface calls it `violent-crime`.
        "Violent crime": "violence-and-sexual-offences",
    }
)


_DAY = re.compile(r"^[0-9]{4}-[0-9]{2}-01$")
_MONTH = re.compile(r"^[0-9]{4}-(0[1-9]|1[0-2])$")
# The first month that begins within the times of records.
_FIRST = f"{EARLIEST + timedelta(days=31):%Y-%m}"
# Birmingham 001A is a part of Birmingham.
_LSOA = re.compile(r"\s+\d{3}[A-Z]$")


class StreetImporter:
    """Loads the months of every force in the files, or of ``force`` alone.

    A row in an authority that is no area counts for the whole force, unless that is refused.
    """

    has_two_clocks = False

    def __init__(
        self,
        places: Places,
        now: datetime,
        force: str | None = None,
        *,
        refuse_unknown_areas: bool = False,
    ) -> None:
        self._refuses = refuse_unknown_areas
        self._latest = f"{london_day(now + AHEAD):%Y-%m}"
        self._places = places
        self._force = force and places.require_force(force)
        self._files: dict[str, Path] = {}
        self._editions: dict[tuple[str, str], str] = {}

    def begin(self, table: Table) -> None:
        """Recognise the layout. Raises ``Failure``."""
        require_layout(table.name, table.header)
        self._files[table.name] = table.path

    def key(self, line: Line) -> str:
        """Force, month, and what lasts of the row. Raises ``Skipped`` or ``Refused``."""
        require_whole(line)
        force, month = self._force_of(line), _month(line)
        if faults := self._month_faults(month):
            # Nothing is stored of a month that has not begun: it may be that of any other.
            raise Refused([*faults, *self._row_faults(line, force)])
        other = self._editions.setdefault((force, month), line.file)
        if other != line.file:
            files = [self._files[name] for name in (other, line.file)]
            raise Failure(twice_in(files, f"{month} of {force}"))
        return f"{force}\t{month}\t{_digest(line)}"

    def drafts(self, lines: Sequence[Line]) -> Iterator[RecordDraft]:
        """A record a row: those that share an id or repeat another are numbered by what lasts."""
        force = self._force_of(lines[0])
        digest = _digest(lines[0])
        alike = sorted(lines, key=_lasting)
        for occurrence, line in enumerate(alike, start=1):
            yield self._draft(line, force, f"{digest}-{occurrence}")

    def covers(self) -> Iterator[Scope]:
        """The crimes and incidents of each month of each force."""
        for force, month in self._editions:
            yield Scope("crime", force, _prefix(month))
            yield Scope("incident", force, _prefix(month))

    def _force_of(self, line: Line) -> str:
        name = line.text["Falls within"]
        force = self._places.force(name) if name else None
        if name and self._force and force != self._force:
            raise Skipped("other forces")
        if force is None:
            reason = f"no force {name!r} is defined in areas.yaml" if name else "is blank"
            own = Fault("Falls within", reason)
            others = [*self._month_faults(_month(line)), *_offence_faults(line)]
            raise Refused([own, *others], "" if name else None)
        return force

    def _month_faults(self, month: str) -> list[Fault]:
        # Text in this form sorts as months do.
        if not _MONTH.match(month) or not _FIRST <= month < f"{END:%Y-%m}":
            return [Fault("Month", f"{month!r} is no month such as 2011-02")]
        return [Fault("Month", f"{month} is in the future")] if month > self._latest else []

    def _place_faults(self, line: Line, force: str) -> list[Fault]:
        """What is said of an authority that is no area."""
        authority = _authority(line)
        if not authority or self._places.find_area(force, authority):
            return []
        return [Fault("LSOA name", f"{authority!r} is no area of {force}")]

    def _row_faults(self, line: Line, force: str) -> list[Fault]:
        places = self._place_faults(line, force) if self._refuses else []
        return [*_offence_faults(line), *places]

    def _draft(self, line: Line, force: str, name: str) -> RecordDraft:
        prefix, faults = _prefix(_month(line)), self._row_faults(line, force)
        if _offence_faults(line):
            # Without an id of its own it goes by its content, and that was another.
            known = name if line.text.get("Crime ID") else None
            within = FilePeriod(force, prefix)
            return RecordDraft([line], faults=faults, name=known, within=within)
        first = london_midnight(date.fromisoformat(f"{_month(line)}-01"))
        kind, data = _record(OFFENCES[line.text["Crime type"]], first)
        scope, identifier = Scope(kind, force, prefix), prefix + name
        if faults:
            return RecordDraft([line], scope, identifier, faults=faults)
        area = self._places.find_area(force, _authority(line))
        data |= {"force": force, "area": area or WHOLE_FORCE}
        unplaced = [str(fault) for fault in self._place_faults(line, force)]
        return RecordDraft([line], scope, identifier, data, unplaced="; ".join(unplaced) or None)


def _offence_faults(line: Line) -> list[Fault]:
    text = line.text["Crime type"]
    return [] if text in OFFENCES else [Fault("Crime type", f"{text!r} is not a known wording")]


def _authority(line: Line) -> str:
    return _LSOA.sub("", line.text.get("LSOA name", ""))


def _month(line: Line) -> str:
    """The month; office programs make a date of it, its first day."""
    text = line.text["Month"]
    return text.removesuffix("-01") if _DAY.match(text) else text


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
    return [_text(line, name) for name in LASTING]


def _text(line: Line, name: str) -> str:
    return _month(line) if name == "Month" else as_published(name, line.text.get(name, ""))
