"""Tables as Markdown writes them."""

from collections.abc import Iterable, Sequence


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a bar or a line break inside a cell does not end it."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def code(word: str) -> str:
    """As it is written in the code."""
    return f"`{word}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
