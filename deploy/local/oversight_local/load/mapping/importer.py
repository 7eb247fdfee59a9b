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
    require_one_file,
    require_whole,
)
from oversight_local.load.mapping.cases import CaseReader
from oversight_local.load.mapping.read import MappingFile
from oversight_local.load.places import Places
from oversight_local.load.table import Line, Table
from oversight_measures.periods.period import london_day

LONGEST_ID = 128
# The contract's alphabet; everything else is written as its code, so that no two ids meet.
_STRANGE = re.compile(r"[^A-Za-z0-9._:+-]")


class MappingImporter:
    """Loads the months of ``force`` that the files hold."""

    def __init__(self, file: MappingFile, places: Places, force: str, now: datetime) -> None:
        self._file = file
        self._mapping = file.mapping
        self._force = places.require_force(force)
        file.require_areas(force, places.known(force))
        self._cases = CaseReader(self._mapping, force, places.known(force), now)
        self._blank = frozenset(map(normalised, self._mapping.blank))
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
        name = self._name(line)
        if name is None:
            month = self._month(self._cases.happened(line))
            within = FilePeriod(self._force, self._prefix(month)) if month else None
            raise Refused.because(self._mapping.id.column, "is blank", within=within)
        return name

    def drafts(self, lines: Sequence[Line]) -> Iterator[RecordDraft]:
        """One case."""
        number = self._number(lines[0])
        require_one_file(lines, self._files, f"case {number or 'without a number'}")
        case = self._cases.read(lines)
        name = self._name(lines[0]) or ""
        month = self._month(case.data.get(HAPPENED[self._mapping.kind]))
        if month is None:
            # Without a number the name is made of what may be at fault.
            yield RecordDraft(lines, faults=case.faults, name=name if number else None)
            return
        kind, prefix = self._mapping.kind, self._prefix(month)
        identifier = prefix + name
        if len(identifier) > LONGEST_ID:
            yield RecordDraft(lines, faults=[Fault(self._mapping.id.column, "is too long")])
            return
        data = None if case.faults else case.data
        scope = Scope(kind, self._force, prefix)
        yield RecordDraft(
            lines,
            scope,
            identifier,
            data,
            case.faults,
            case.left_out,
            case.unplaced,
            name,
            uncertain=bool(case.faults) and not number,
        )

    def covers(self) -> Sequence[Scope]:
        """No month is replaced that no row of the files is in."""
        return ()

    def _number(self, line: Line) -> str:
        found = line.text[self._mapping.id.column]
        return "" if normalised(found) in self._blank else found

    def _name(self, line: Line) -> str | None:
        """What the id of the row's case ends in; None where nothing says which it is."""
        if number := self._number(line):
            return _STRANGE.sub(_coded, number)
        texts = [line.text[column] for column in self._mapping.id.where_blank]
        if not any(texts):
            return None
        # No number is coded so.
        return f"@.{hashlib.sha256(orjson.dumps(texts)).hexdigest()[:32]}"

    def _month(self, happened: str | None) -> str | None:
        return happened and f"{london_day(datetime.fromisoformat(happened)):%Y-%m}"

    def _prefix(self, month: str) -> str:
        return f"{self._mapping.feed}.{month}."


def _coded(found: re.Match[str]) -> str:
    return f"@{ord(found[0]):x}."
