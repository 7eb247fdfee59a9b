"""Checks that a breakdown value names a series which an indicator keeps."""

from collections.abc import Iterator, Mapping

from oversight_contracts.definitions.models.indicators import IndicatorBase
from oversight_contracts.definitions.models.reference import Dimension
from oversight_contracts.definitions.validate.printed_values import printed_values


def check_series(
    by: str, indicator: IndicatorBase, dimensions: Mapping[str, Dimension]
) -> Iterator[str]:
    """Why ``by`` names no series of the indicator; nothing where it does, or is empty."""
    pairs = [pair.partition("=") for pair in by.split(",")] if by else []
    names = [name for name, _, _ in pairs]
    if names and sorted(names) not in [sorted(each) for each in indicator.breakdowns]:
        yield f"{indicator.id} is not kept by {', '.join(names)}"
        return
    # A series is named by its pairs sorted by dimension; in another order it would never be found.
    if names != sorted(names):
        yield f"the order is {', '.join(sorted(names))}"
    for name, _, value in pairs:
        printed = printed_values(dimensions[name]) if name in dimensions else None
        if not value or (printed is not None and value not in printed):
            yield f"no {name} is ever printed as {value!r}"
