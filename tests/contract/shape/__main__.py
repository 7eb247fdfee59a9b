"""``python -m tests.contract.shape [CHECKOUT]``: the shape of all packages, as two tables.

The first is of files, functions and chains of imports. The second is of the drawing one would make
of a package: its rooms (sub-packages, and modules that are in none), the floors they stand on and
the arrows between them.
"""

import sys
from pathlib import Path

from rich.box import MARKDOWN
from rich.console import Console
from rich.table import Table
from tests.contract.shape.measure import Shape, measure, packages


def sizes(shapes: list[Shape]) -> Table:
    """A row for each package: how long, how deep, how crowded."""
    table = Table(
        *("package", "files", "lines", "file median / p90 / max"),
        *("function median / p90 / max (>30 lines)", "longest chain", "fullest folder"),
        *("modules with 1 importer", "of 1 public function", "public functions documented"),
        "isinstance of measures",
        box=MARKDOWN,
    )
    for each in shapes:
        table.add_row(
            *(each.package, f"{each.modules}", f"{each.lines:,}", f"{each.files}"),
            *(f"{each.functions} ({each.long_functions})", f"{len(each.chain)}"),
            *(f"{each.fullest_folder}", f"{each.one_importer}", f"{each.one_function}"),
            *(f"{each.documented:.0%}", f"{each.ladders}"),
        )
    return table


def drawings(shapes: list[Shape]) -> Table:
    """A row for each package: rooms, floors, arrows."""
    table = Table("package", "files", "rooms", "floors", "arrows", box=MARKDOWN)
    for each in shapes:
        table.add_row(
            each.package, f"{each.modules}", f"{each.rooms}", f"{each.floors}", f"{each.arrows}"
        )
    return table


if __name__ == "__main__":
    checkout = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[3]
    found = [measure(root) for root in packages(checkout)]
    console = Console(width=200)
    console.print(sizes(found), drawings(found))
    for each in found:
        console.print(f"{each.package}: {' -> '.join(each.chain)}", soft_wrap=True)
