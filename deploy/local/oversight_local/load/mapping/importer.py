"""The importer of exports with a mapping file: all rows of one id are one record."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import orjson

from oversight_local.load.code_list import normalised
from oversight_local.load.importer import (
    HAPPENED,
    Fault,
    FilePeriod,
    RecordDraft,
    Refused,
    Scope,
    Skipped,
    Twin,
    require_one_file,
    require_whole,
)
from oversight_local.load.mapping.cases import CaseReader
from oversight_local.load.mapping.file_months import FileMonths, is_between
from oversight_local.load.mapping.lasting import LastingColumns
from oversight_local.load.mapping.read import MappingFile
from oversight_local.load.places import Places
from oversight_local.load.table import Line, Table
from oversight_local.load.twins import london_month, utc_month

LONGEST_ID = 128
# The contract's alphabet; everything else is written as its code, so that no two ids meet.
_STRANGE = re.compile(r"[^A-Za-z0-9._:+-]")


class MappingImporter:
    """Loads the months of ``force`` that the files hold."""

    has_two_clocks = True

    def __init__(self, file: MappingFile, places: Places, force: str, now: datetime) -> None:
        self._file = file
        self._mapping = file.mapping
        self._force = places.require_force(force)
        file.require_areas(force, places.known(force))
        self._cases = CaseReader(self._mapping, force, places.known(force), now)
        self._blank = frozenset(map(normalised, self._mapping.blank))
        self._lasting = LastingColumns(self._mapping)
        self._months = FileMonths()
        self._files: dict[str, Path] = {}
        self._left_out = [
            (each.column, {normalised(value) for value in each.values}, each.why)
            for each in self._mapping.leave_out
        ]

    def begin(self, table: Table) -> None:
        """Find every column that the mapping names. Raises ``Failure``."""
        self._files[table.name] = table.path
        self._file.require_columns(table)

    def key(self, line: Line) -> str:
        """The case's own number. Raises ``Skipped`` or ``Refused``."""
        require_whole(line)
        for column, values, why in self._left_out:
            if normalised(line.text[column]) in values:
                raise Skipped(why)
        if moment := self._cases.time_of(line):
            self._months.add(line.file, moment)
        name = self._name(line)
        if name is None:
            blank = Fault(self._mapping.id.column, "is blank")
            faults = [blank, *self._cases.read([line]).faults]
            raise Refused(faults, within=self._within(line))
        return name

    def drafts(self, lines: Sequence[Line]) -> Iterator[RecordDraft]:
        """One case."""
        number = self._number(lines[0])
        lines = self._of_one_file(lines)
        require_one_file(lines, self._files, f"case {number or 'without a number'}")
        case = self._cases.read(lines)
        name = self._name(lines[0]) or ""
        happened = case.data.get(HAPPENED[self._mapping.kind])
        if happened is None:
            # Without a number the name is made of what may be at fault.
            yield RecordDraft(lines, faults=case.faults, name=name if number else None)
            return
        moment = datetime.fromisoformat(happened)
        month = self._months.month_of(lines[0].file, moment)
        scope = self._scope(month)
        identifier = scope.prefix + name
        if len(identifier) > LONGEST_ID:
            long = Fault(self._mapping.id.column, "is too long")
            yield RecordDraft(lines, faults=[long, *case.faults])
            return
        yield RecordDraft(
            lines,
            scope,
            identifier,
            None if case.faults else case.data,
            case.faults,
            case.left_out,
            case.unplaced,
            name,
            uncertain=bool(case.faults) and not number,
            twin=self._twin(moment, month),
        )

    def covers(self) -> Sequence[Scope]:
        """No month is replaced that no row of the files is in."""
        return ()

    def _of_one_file(self, lines: Sequence[Line]) -> Sequence[Line]:
        """The rows of London's month's file, where one that is cut by UTC holds the case too."""
        moments = {line.file: self._cases.time_of(line) for line in lines}
        ours = [
            file
            for file, moment in moments.items()
            if moment and self._months.month_of(file, moment) == london_month(moment)
        ]
        between = all(moment and is_between(moment) for moment in moments.values())
        if len(moments) == 2 and between and len(ours) == 1:
            return [line for line in lines if line.file in ours]
        return lines

    def _twin(self, moment: datetime, month: str) -> Twin | None:
        if not is_between(moment):
            return None
        ours, theirs = london_month(moment), utc_month(moment)
        other = theirs if month == ours else ours
        return Twin(self._scope(other), counts=other == ours)

    def _within(self, line: Line) -> FilePeriod | None:
        """The period of a row without a number; None where nobody can tell."""
        moment = self._cases.happened(line)
        if moment is None or is_between(moment):
            return None
        return FilePeriod(self._force, self._scope(london_month(moment)).prefix)

    def _scope(self, month: str) -> Scope:
        return Scope(self._mapping.kind, self._force, f"{self._mapping.feed}.{month}.")

    def _number(self, line: Line) -> str:
        found = line.text[self._mapping.id.column]
        return "" if normalised(found) in self._blank else found

    def _name(self, line: Line) -> str | None:
        """What the id of the row's case ends in; None where nothing says which it is."""
        if number := self._number(line):
            return _STRANGE.sub(_coded, number)
        texts = self._lasting.texts(line)
        if not any(texts):
            return None
        # No number is coded so.
        return f"@.{hashlib.sha256(orjson.dumps(texts)).hexdigest()[:32]}"


def _coded(found: re.Match[str]) -> str:
    return f"@{ord(found[0]):x}."
