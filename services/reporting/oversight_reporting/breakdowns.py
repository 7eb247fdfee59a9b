"""In which order the values of a breakdown are printed."""

from collections.abc import Iterable

from oversight_contracts.definitions.reference import Dimension


def in_order(
    values: Iterable[tuple[str, ...]], dimensions: Iterable[Dimension]
) -> list[tuple[str, ...]]:
    """Sorted as the dimensions list their groups, then by name; what says nothing comes last."""
    ranks = [_ranks(dimension) for dimension in dimensions]

    def place(value: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
        return tuple(
            (rank.get(part, len(rank)), part) for part, rank in zip(value, ranks, strict=True)
        )

    return sorted(values, key=place)


def _ranks(dimension: Dimension) -> dict[str, int]:
    listed = dimension.values or tuple(dimension.groups)
    said = [value for value in listed if value not in dimension.not_stated]
    ranks = {group: index for index, group in enumerate(said)}
    unsaid = dict.fromkeys((*dimension.not_stated, dimension.missing))
    return ranks | {word: 10**6 + index for index, word in enumerate(unsaid)}
