"""The counts that a frozen report told: as kept beside it, or as its print can be read."""

from collections.abc import Iterator

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.figures.figure import Figure
from oversight_contracts.measures.disclosed import HIT, OF, OPEN
from oversight_reporting.model.item_document import FiguresDocument
from oversight_reporting.model.published_counts import Told, ToldByWhat, by_what
from oversight_reporting.model.row_document import FiguresRow
from oversight_reporting.model.snapshot import Published

# What a row that was printed tells, where no more of it is known than its two counts.
PLAIN = (OF, HIT, OPEN)


def told_by(catalogue: Catalogue, published: Published) -> ToldByWhat:
    """What a snapshot told: as it was kept, or as it can be read from its print."""
    if published.told is not None:
        return published.told
    if published.document is None:
        return {}
    items = (item for section in published.document.sections for item in section.items)
    figures = (item for item in items if isinstance(item, FiguresDocument))
    return by_what(told for item in figures for told in _read(catalogue, item))


def _read(catalogue: Catalogue, item: FiguresDocument) -> Iterator[Told]:
    indicator = catalogue.indicators.get(item.indicator)
    if indicator is None or catalogue.definition_hash(indicator.id) != item.definition:
        return
    for row in item.rows:
        figure = _figure(row)
        for each in indicator.disclosed(figure) if figure else ():
            # Those pending, and what follows from them, are not all in every print.
            if each.what[-1] in PLAIN or each.what[0] == indicator.grain:
                breakdown = row.breakdown if each.breakdown is None else each.breakdown
                yield Told(
                    *(each.what, item.force, item.area, row.period),
                    *(frozenset(breakdown.items()), each.number, "printed"),
                )


def _figure(row: FiguresRow) -> Figure | None:
    if row.suppressed or row.quoted is not None or row.numerator is None:
        return None
    if not isinstance(row.numerator, int) or isinstance(row.denominator, float):
        return None
    details = {name: value for name, value in row.details.items() if isinstance(value, int)}
    return Figure(
        None,
        row.numerator,
        row.denominator,
        pending=row.pending or 0,
        details={"never": 0, **details},
    )
