"""The last cut as it is stored."""

from asyncpg import Record

from oversight_contracts.facts import Cut, Position

SELECT_CUT = "SELECT generation, definitions, positions, cut_at FROM last_cut"


def cut_of(row: Record | None) -> Cut | None:
    """The cut of a row; None where nothing was ever counted."""
    if row is None:
        return None
    return Cut(
        generation=row["generation"],
        complete=True,
        definitions=row["definitions"],
        positions=tuple(Position(**each) for each in row["positions"]),
        at=row["cut_at"],
    )
