"""The importer of STATS19 files: collisions of one force.

Date and time are London's. A collision without a time is taken at midnight: its day is right. Of
the hour that the clocks repeat in October the first is meant.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.events.clock_check import AHEAD
from oversight_contracts.records.moments import EARLIEST
from oversight_local.load.code_list import CodeList
from oversight_local.load.collisions.code_lists import FORCES, ROADS, SEVERITIES, columns_of
from oversight_local.load.importer import (
    Fault,
    FilePeriod,
    RecordDraft,
    Refused,
    Scope,
    Skipped,
    collecting,
    contract_faults,
    require_one_file,
    require_whole,
)
from oversight_local.load.places import Places, slug
from oversight_local.load.table import Line, Table
from oversight_measures.periods.period import LONDON, london_day

W = TypeVar("W")
_INDEX = re.compile(r"^\d{4}[0-9A-Za-z_]{5,40}$")
_DATES = ("%Y-%m-%d", "%d/%m/%Y")
_SLUGS = frozenset(map(slug, FORCES.values()))
# The record's field, where the file's word for it is another.
_SAYS = {"collided_at": "date"}
_NO_TIME = _NO_CODE = ("", "-1", "NA", "NULL")


class CollisionImporter:
    """Loads the collisions of ``force``; those of other forces are skipped and counted.

    A row with the code of no area counts for the whole force, unless that is refused.
    """

    has_two_clocks = False

    def __init__(
        self, places: Places, force: str, now: datetime, *, refuse_unknown_areas: bool = False
    ) -> None:
        self._refuses = refuse_unknown_areas
        self._now = now
        self._places = places
        self._force = places.require_force(force)
        self._files: dict[str, Path] = {}
        self._columns: dict[str, dict[str, str]] = {}

    def begin(self, table: Table) -> None:
        """Recognise the layout. Raises ``Failure``."""
        self._files[table.name] = table.path
        self._columns[table.name] = columns_of(table.name, table.header)

    def key(self, line: Line) -> str:
        """The collision's own id. Raises ``Skipped`` or ``Refused``."""
        require_whole(line)
        index = self._text(line, "index")
        own, faults = index if _INDEX.match(index) else None, list[Fault]()
        name = self._text(line, "force")
        force = self._find_force(name)
        if force is None:
            # Not left to other forces: misspelt, it may be this one.
            reason = f"{name!r} is no known police force" if name else "is blank"
            faults.append(Fault(self._column(line, "force"), reason))
        elif force != self._force:
            raise Skipped("other forces")
        if own is None:
            reason = f"{index!r} is no id such as 2013130289855"
            faults.append(Fault(self._column(line, "index"), reason))
        if faults:
            _, others = self._data(line)
            within = None if force is None else self._year(line)
            raise Refused([*faults, *others], own, within)
        return index

    def drafts(self, lines: Sequence[Line]) -> Iterator[RecordDraft]:
        """One collision; rows with its id must say the same."""
        index = self._text(lines[0], "index")
        require_one_file(lines, self._files, f"collision {index}")
        prefix = _prefix(index[:4])
        scope, identifier = Scope("collision", self._force, prefix), prefix + index
        found = [self._data(line) for line in lines]
        data, faults = found[0][0], [fault for _, own in found for fault in own]
        if not faults and any(each != data for each, _ in found):
            reason = f"{index} stands in rows that differ"
            faults = [Fault(self._column(lines[0], "index"), reason)]
        if faults:
            yield RecordDraft(lines, scope, identifier, faults=faults)
            return
        unknown = self._unknown_area(lines[0])
        unplaced = str(unknown) if unknown else None
        left_out = self._unknown_road(lines[0])
        yield RecordDraft(lines, scope, identifier, data, left_out=left_out, unplaced=unplaced)

    def covers(self) -> Sequence[Scope]:
        """No year is replaced that has no row of the force."""
        return ()

    def _find_force(self, name: str) -> str | None:
        """The force, or the slug of one that is not ours; None for no force."""
        title = FORCES.get(name, name)
        return self._places.force(title) or (slug(title) if slug(title) in _SLUGS else None)

    def _year(self, line: Line) -> FilePeriod | None:
        """The year that the row's date says; None where it says none that can be."""
        try:
            moment = self._moment(line)
        except Refused:
            return None
        if moment.date() < EARLIEST or moment > self._now + AHEAD:
            return None
        local = moment.astimezone(LONDON)
        return FilePeriod(self._force, _prefix(f"{local.year:04}"))

    def _data(self, line: Line) -> tuple[dict[str, Any], list[Fault]]:
        """The data as far as it can be read, and everything that is at fault."""
        data: dict[str, Any] = {"force": self._force, "area": WHOLE_FORCE}
        faults: list[Fault] = []
        with collecting(faults):
            data["collided_at"] = self._moment(line).isoformat()
            data["area"] = self._area(line) or WHOLE_FORCE
        with collecting(faults):
            data["severity"] = self._word(line, "severity", SEVERITIES)
        for word in ("vehicles", "casualties"):
            with collecting(faults):
                data[word] = self._number(line, word)
        road = ROADS.get(self._text(line, "road"))
        data |= {"road": road} if road else {}
        # Of what could not be read the reason is known.
        faults += [
            Fault(self._column(line, each.field), each.reason)
            for each in contract_faults("collision", data, self._now)
            if not faults or each.field in data
        ]
        if self._refuses and "collided_at" in data and (unknown := self._unknown_area(line)):
            faults.append(unknown)
        return data, faults

    def _unknown_road(self, line: Line) -> list[str]:
        """What is said of a class of road that nobody knows: the collision is one without it."""
        text = self._text(line, "road")
        return [] if text in ROADS else [f"{self._column(line, 'road')}: {_unknown(text)}"]

    def _code(self, line: Line) -> str:
        code = self._text(line, "authority") if "authority" in self._columns[line.file] else ""
        return "" if code in _NO_CODE else code

    def _area(self, line: Line) -> str | None:
        day = london_day(self._moment(line))
        return self._places.area_of_code(self._force, self._code(line), day)

    def _unknown_area(self, line: Line) -> Fault | None:
        """What is said of a row with the code of no area; None where it has none, or an area's."""
        code = self._code(line)
        if not code or self._area(line):
            return None
        reason = f"{code!r} is the code of no area of {self._force}"
        return Fault(self._column(line, "authority"), reason)

    def _moment(self, line: Line) -> datetime:
        day, time = self._text(line, "date"), self._text(line, "time")
        text = f"{day} {'00:00' if time in _NO_TIME else time[:5]}"
        for form in _DATES:
            try:
                local = datetime.strptime(text, f"{form} %H:%M")  # noqa: DTZ007
            except ValueError:
                continue
            return local.replace(tzinfo=LONDON).astimezone(UTC)
        # strptime says of the two together only that they are not a time.
        word = "time" if any(_is_written(day, form) for form in _DATES) else "date"
        raise self._refused(line, word, f"{text!r} is no date and time")

    def _word(self, line: Line, word: str, words: CodeList[W]) -> W:
        text = self._text(line, word)
        try:
            return words[text]
        except KeyError:
            raise self._refused(line, word, _unknown(text)) from None

    def _number(self, line: Line, word: str) -> int:
        text = self._text(line, word)
        if not re.fullmatch(r"\d{1,4}", text):
            raise self._refused(line, word, f"{text!r} is no number")
        return int(text)

    def _text(self, line: Line, word: str) -> str:
        return line.text[self._columns[line.file][word]]

    def _column(self, line: Line, word: str) -> str:
        columns: Mapping[str, str] = self._columns[line.file]
        return columns.get(_SAYS.get(word, word), word)

    def _refused(self, line: Line, word: str, reason: str) -> Refused:
        return Refused.because(self._column(line, word), reason)


def _prefix(year: str) -> str:
    return f"stats19-{year}-"


def _unknown(text: str) -> str:
    return f"{text!r} is not a known code"


def _is_written(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)  # noqa: DTZ007
    except ValueError:
        return False
    return True
