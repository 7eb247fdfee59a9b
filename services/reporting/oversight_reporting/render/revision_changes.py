"""What changed between two revisions of a report: every printed cell, with its causes."""

from collections.abc import Iterator
from itertools import chain

from oversight_measures.periods.period import london_day
from oversight_reporting.figures.result import SUPPRESSED
from oversight_reporting.model.basis import Basis, Causes, Counted
from oversight_reporting.model.change_counts import FigureKey
from oversight_reporting.model.document import ChangedFigure, FigureState, ReportDocument
from oversight_reporting.model.item_document import (
    FiguresDocument,
    GridDocument,
    ItemDocument,
    NarrativeDocument,
)
from oversight_reporting.model.row_document import FiguresRow, GridCellDocument
from oversight_reporting.render.printed_cells import Cells, Line, PrintedCell, printed_cells

HIDDEN = "which small counts are hidden changed"
WORDS = "its lead wrote otherwise"
QUOTED = "another published statistic stands"
RAN_ON = "its period ran on"
JUDGED = "more of it could be judged by then"
THROUGH = "through other figures of the table: "
NOTHING = "none of its records changed"


def changed_cells(
    before: ReportDocument, stood: Basis | None, now: ReportDocument, stands: Basis
) -> list[ChangedFigure]:
    """Each cell that is new, gone or other than it was: figures first, in the order of print."""
    found = _Comparison(before, now, Causes(stood, stands)).changes()
    return sorted(found, key=lambda each: not each.material)


class _Comparison:
    def __init__(self, before: ReportDocument, now: ReportDocument, causes: Causes) -> None:
        self._before, self._now = printed_cells(before), printed_cells(now)
        self._day = london_day(before.as_at.at)
        self._report = now
        self._causes = causes

    def changes(self) -> Iterator[ChangedFigure]:
        """In the order of print; what is gone last."""
        old_lines, new_lines = _first_figures(self._before), _first_figures(self._now)
        for place in dict.fromkeys((*self._now, *self._before)):
            old, new, line = self._before.get(place), self._now.get(place), place[0]
            if line in old_lines and line in new_lines:
                if _text(old) != _text(new):
                    yield self._change(old, new, _state(old), _state(new))
            elif place in (old_lines.get(line), new_lines.get(line)):
                # A whole row that came or went is told once, by its figure.
                yield self._change(
                    old, new, _state(old) if old else None, _state(new) if new else None
                )

    def _change(
        self,
        old: PrintedCell | None,
        new: PrintedCell | None,
        before: FigureState | None,
        now: FigureState | None,
    ) -> ChangedFigure:
        cell = new or old
        assert cell is not None
        period = cell.row.period if cell.row else self._report.period
        return ChangedFigure(
            indicator=next(iter(_indicators(cell)), ""),
            title=cell.item.title,
            start=period.start,
            end=period.end,
            label=cell.row.label if cell.row else "",
            column=cell.column,
            before=before,
            now=now,
            material=cell.is_material,
            reasons=self._reasons(old, new),
        )

    def _reasons(self, old: PrintedCell | None, new: PrintedCell | None) -> list[str]:
        cells = [each for each in (old, new) if each is not None]
        if SUPPRESSED in map(_text, cells):
            # What its records did could give the count back.
            return [HIDDEN]
        if isinstance(cells[0].item, NarrativeDocument):
            return [WORDS]
        own = self._own_causes(cells)
        if _quoted(old) != _quoted(new):
            own.append(QUOTED)
        if own:
            return own
        others = chain.from_iterable(self._causes_in(each.item) for each in cells)
        return [THROUGH + each for each in dict.fromkeys(others)] or [NOTHING]

    def _own_causes(self, cells: list[PrintedCell]) -> list[str]:
        found = (self._causes_of(cell, self._counted(cell)) for cell in cells)
        return list(dict.fromkeys(chain.from_iterable(found)))

    def _counted(self, cell: PrintedCell) -> Counted:
        """How many records changed a figure is known exactly where each adds to it once."""
        once = self._causes.adds_once
        return "exactly" if all(key.indicator in once for key in _keys(cell)) else "at-most"

    def _causes_of(self, cell: PrintedCell, counted: Counted = "kinds") -> Iterator[str]:
        """What is known to have changed of the figures that a cell is of."""
        yield from self._causes.of_definitions(_indicators(cell))
        yield from self._of_reference(cell)
        # Records have no part in what somebody else published.
        keys = [] if _quoted(cell) else list(_keys(cell))
        if keys and self._causes.unknown:
            yield self._causes.unknown
        over = all(key.end <= self._day for key in keys)
        yield from self._causes.of_records(keys, over=over, counted=counted)
        if not over:
            yield RAN_ON
        elif cell.part != "earlier" and self._was_waiting(cell.item):
            yield JUDGED

    def _causes_in(self, item: ItemDocument) -> Iterator[str]:
        for cells in (self._before, self._now):
            for cell in cells.values():
                if cell.item.identity == item.identity and cell.row is not None:
                    yield from self._causes_of(cell)

    def _of_reference(self, cell: PrintedCell) -> Iterator[str]:
        item, row = cell.item, cell.row
        if isinstance(item, FiguresDocument):
            if item.basis:
                yield from self._causes.of_residents(item.force, item.area, item.basis)
            if item.measure == "severity":
                yield from self._causes.of_weights()
        elif isinstance(row, GridCellDocument) and row.basis and row.force and row.area:
            yield from self._causes.of_residents(row.force, row.area, row.basis)

    def _was_waiting(self, item: ItemDocument) -> bool:
        """True where by the cut before not all of the item's period could be judged."""
        if not isinstance(item, FiguresDocument) or item.judged_until is None:
            return False
        return london_day(item.judged_until) < item.end


def _first_figures(cells: Cells) -> dict[Line, tuple[Line, str]]:
    """The first figure of each row; of notes the notes."""
    found: dict[Line, tuple[Line, str]] = {}
    for place, cell in cells.items():
        if cell.row is None or cell.is_material or place[0] not in found:
            known = found.get(place[0])
            if known is None or not cells[known].is_material:
                found[place[0]] = place
    return found


def _text(cell: PrintedCell | None) -> str:
    return cell.text if cell else ""


def _state(cell: PrintedCell | None) -> FigureState:
    return FigureState(printed=_text(cell))


def _indicators(cell: PrintedCell) -> list[str]:
    known = cell.item.indicator_id or (cell.row.indicator_id if cell.row else None)
    return [known] if known else []


def _quoted(cell: PrintedCell | None) -> object:
    row = cell.row if cell else None
    return row.quoted if isinstance(row, FiguresRow | GridCellDocument) else None


def _keys(cell: PrintedCell) -> Iterator[FigureKey]:
    """The figures that a cell is of: of last year, of both, or of its period."""
    item, row = cell.item, cell.row
    if isinstance(item, FiguresDocument):
        if isinstance(row, FiguresRow):
            yield from _of_row(item, row, cell.part)
        return
    if isinstance(item, GridDocument) and isinstance(row, GridCellDocument) and row.indicator:
        where = (row.indicator, row.force or "", row.area or "")
        yield FigureKey(*where, _by(dict(sorted(row.breakdown.items()))), row.start, row.end)


def _of_row(item: FiguresDocument, row: FiguresRow, part: str) -> Iterator[FigureKey]:
    rows = [row]
    if item.measure == "disparity":
        # A ratio of rates is of the group it is compared with too, which has no interval.
        of_period = [each for each in item.rows if each.period == row.period]
        rows += [each for each in of_period if each.value == 1 and each.upper is None]
    for each in rows:
        where = (item.indicator, item.force, item.area, _by(each.breakdown))
        if part != "earlier":
            yield FigureKey(*where, each.start, each.end)
        if part in ("earlier", "judged") and each.earlier is not None:
            yield FigureKey(*where, each.earlier.start, each.earlier.end)


def _by(breakdown: dict[str, str]) -> str:
    return ",".join(f"{name}={value}" for name, value in breakdown.items())
