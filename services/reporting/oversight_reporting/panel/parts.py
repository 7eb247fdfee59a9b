"""The ratio with and without parts of the records: section 60, vehicles alone."""

from collections.abc import Sequence

from oversight_contracts.breakdowns import capitalised
from oversight_contracts.measures.disparity import PanelPart
from oversight_measures.disclosure.small_numbers import SmallNumbers
from oversight_reporting.formatting import number
from oversight_reporting.grid.cell import GridCell
from oversight_reporting.grid.document import grid_document
from oversight_reporting.model.item_document import GridDocument
from oversight_reporting.panel.cells import Panelled
from oversight_reporting.panel.counts import GroupCounts, without
from oversight_reporting.panel.wording import INTERVAL

TITLE = "With and without"
TEXT = (
    "What one power, or one kind of search, makes of the ratio. A part alone is compared with the "
    "same residents."
)
Part = tuple[PanelPart, GroupCounts]


def parts_table(
    panel: Panelled, counts: GroupCounts, parts: Sequence[Part], rule: SmallNumbers
) -> GridDocument:
    """Every group's ratio of all, of all without each part, and of the part alone."""
    columns = ["All"]
    cells: dict[str, list[GridCell]] = {
        group: [panel.ratio(counts.of, panel.by_group, group)] for group in panel.groups
    }
    every = (panel.reference, *panel.groups)
    for part, found in parts:
        rest, own = without(counts, found, every, rule)
        columns += [f"Without {part.title}", capitalised(part.title)]
        for group, row in cells.items():
            row.append(panel.ratio(rest, panel.by_group, group))
            row.append(panel.ratio(own, panel.by_group, group))
    return grid_document(
        TITLE,
        TEXT,
        "Group",
        [(group, False) for group in panel.groups],
        columns,
        [cells[group] for group in panel.groups],
        [*(note for part in parts for note in _notes(*part)), INTERVAL],
    )


def _notes(part: PanelPart, found: GroupCounts) -> list[str]:
    if found.not_stated is None:
        return []
    unsaid, of = found.not_stated
    title = capitalised(part.title)
    return [f"{title}: {number(of)} searches, of which {number(unsaid)} state no group."]
