"""Assembles the rows of one case into the data of one record."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from oversight_contracts.events.clock_check import AHEAD
from oversight_contracts.records.fields import Shape, fields_of
from oversight_local.load.importer import HAPPENED, Fault, contract_faults
from oversight_local.load.mapping.cells import Cell, Value
from oversight_local.load.mapping.model import FileMapping
from oversight_local.load.table import Line


@dataclass
class Case:
    """The data of a case; ``faults`` refuse it, values of the columns ``left_out`` did not fit.

    ``unplaced`` is said of an area that was left out: the case counts for the whole force alone.
    """

    data: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    unplaced: str | None = None


class CaseReader:
    """Knows the mapping, the areas of the force it is for, and what time it is."""

    def __init__(
        self, mapping: FileMapping, force: str, areas: frozenset[str], now: datetime
    ) -> None:
        self._now = now
        self._kind = mapping.kind
        self._force = force
        self._area: Cell | None = None
        shapes = fields_of(mapping.kind)
        self._fields = {
            name: Cell(each, shapes[name], mapping) for name, each in mapping.fields.items()
        }
        if mapping.area is not None:
            shape = Shape("text", choices=areas)
            self._area = Cell(mapping.area, shape, mapping)
        self._parts = {
            part: {
                name: Cell(each, shapes[f"{part}.{name}"], mapping) for name, each in fields.items()
            }
            for part, fields in mapping.parts.items()
        }

    def read(self, lines: Sequence[Line]) -> Case:
        """The case; what its fields may not be is refused or left out, as the mapping says."""
        case = Case()
        for name, cell in self._fields.items():
            value = self._agreed(cell, lines, case)
            # Blank in a column of its own, a list says that there is none of it.
            _set(case.data, name, [] if value is None and cell.is_empty_list(lines) else value)
        if self._area is not None:
            self._place(self._area, lines, case)
        for part, cells in self._parts.items():
            case.data[part] = _sorted([self._part(cells, line, case) for line in lines])
        case.data = {"area": "force", **case.data, "force": self._force}
        if case.faults:
            self._find_other_faults(case)
        else:
            self._hold_to_the_contract(case)
        return case

    def happened(self, line: Line) -> datetime | None:
        """When the case of a row happened; None where its row says none that can be."""
        cell = self._fields[HAPPENED[self._kind]]
        if cell.mapping.several not in ("refuse", "leave-out"):
            return None
        return self.time_of(line)

    def time_of(self, line: Line) -> datetime | None:
        """When a row says that its case happened, though other rows may say another time."""
        try:
            found = self._fields[HAPPENED[self._kind]].read(line)
        except ValueError:
            return None
        moment = datetime.fromisoformat(found) if isinstance(found, str) else None
        return None if moment is None or moment > self._now + AHEAD else moment

    def _place(self, area: Cell, lines: Sequence[Line], case: Case) -> None:
        before = len(case.left_out)
        unread = [reason for line in lines if (reason := _unread(area, line))]
        _set(case.data, "area", self._agreed(area, lines, case))
        if unread and len(case.left_out) > before:
            del case.left_out[before:]
            case.unplaced = f"{area.name}: {unread[0]}"

    def _agreed(self, cell: Cell, lines: Sequence[Line], case: Case) -> Value | None:
        found: list[Value] = []
        for line in lines:
            value = _read(cell, line, case)
            if value is not None and value not in found:
                found.append(value)
        return _chosen(cell, found, case) if found else None

    def _part(self, cells: dict[str, Cell], line: Line, case: Case) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for name, cell in cells.items():
            _set(data, name, _read(cell, line, case))
        return data

    def _hold_to_the_contract(self, case: Case) -> None:
        while faults := contract_faults(self._kind, case.data, self._now):
            for name, reason in {fault.field: fault.reason for fault in faults}.items():
                cell, holder = self._cell(name), _holder(case.data, name)
                droppable = cell is not None and cell.mapping.otherwise == "leave-out"
                if droppable and holder.pop(name.rpartition(".")[2], None) is not None:
                    case.left_out.append(self._column(name))
                else:
                    case.faults.append(Fault(self._column(name), self._reason_of(reason)))
            if case.faults:
                return

    def _find_other_faults(self, case: Case) -> None:
        """What else is at fault beside what could not be read, and is missing for that."""
        named = {fault.column for fault in case.faults}
        # A record without one of these is not looked at any further.
        unread = {
            name: min(cell.shape.choices, key=str)
            for name, cell in self._fields.items()
            if cell.name in named and cell.shape.choices and not cell.shape.blank
        }
        for fault in contract_faults(self._kind, unread | case.data, self._now):
            cell, column = self._cell(fault.field), self._column(fault.field)
            droppable = cell is not None and cell.mapping.otherwise == "leave-out"
            if column not in named and not droppable:
                case.faults.append(Fault(column, self._reason_of(fault.reason)))

    def _reason_of(self, reason: str) -> str:
        if reason == "Field required":
            return "is blank, and has to be there"
        # Whoever corrects the file knows its columns and not our fields.
        before, said, field = reason.partition("is before ")
        return f"{before}{said}{self._column(field)}" if said else reason

    def _column(self, name: str) -> str:
        cell = self._cell(name)
        return (cell.name if cell else "") or name

    def _cell(self, name: str) -> Cell | None:
        # `allegations.0.category` is a field of a part.
        if name == "area":
            return self._area
        part, _, rest = name.partition(".")
        return self._parts.get(part, {}).get(rest.rpartition(".")[2]) or self._fields.get(name)


def _holder(data: dict[str, Any], name: str) -> dict[str, Any]:
    """What of the record holds the field: itself, or one of a list of parts."""
    part, _, rest = name.partition(".")
    index, _, _ = rest.partition(".")
    return data[part][int(index)] if index.isdigit() else data


def _read(cell: Cell, line: Line, case: Case) -> Value | None:
    try:
        return cell.read(line)
    except ValueError as error:
        if cell.mapping.otherwise == "refuse":
            case.faults.append(Fault(cell.name, str(error)))
        else:
            case.left_out.append(cell.name)
        return None


def _unread(cell: Cell, line: Line) -> str | None:
    try:
        cell.read(line)
    except ValueError as error:
        return str(error)
    return None


def _chosen(cell: Cell, found: list[Value], case: Case) -> Value | None:
    mapping = cell.mapping
    if len(found) == 1 or mapping.several == "first":
        return found[0]
    if mapping.several == "last":
        return found[-1]
    # Times are text in one zone and form, which sorts as they do.
    if mapping.several == "earliest":
        return min(found, key=str)
    if mapping.several == "latest":
        return max(found, key=str)
    if mapping.several == "leave-out":
        case.left_out.append(cell.name)
    else:
        case.faults.append(Fault(cell.name, f"the case's rows say {found[0]!r} and {found[1]!r}"))
    return None


def _set(data: dict[str, Any], name: str, value: Value | None) -> None:
    if value is not None:
        data[name] = value


def _sorted(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    # The order of rows decides nothing.
    return sorted(parts, key=lambda part: orjson.dumps(part, option=orjson.OPT_SORT_KEYS))
