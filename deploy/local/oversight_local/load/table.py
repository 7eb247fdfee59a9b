"""A table as files hold it: a header, and rows of text in the order of the file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from oversight_local.failure import Failure


@dataclass(frozen=True)
class Line:
    """One row: its file, the line it ends on (the header is 1), and its text by column.

    ``rest`` are cells that no column is left for.
    """

    file: str
    number: int
    text: dict[str, str]
    fault: str | None = None
    rest: tuple[str, ...] = ()


class Table(Protocol):
    """A file that was found whole; ``encoding`` says what its text is written in."""

    @property
    def path(self) -> Path: ...

    @property
    def encoding(self) -> str: ...

    @property
    def header(self) -> tuple[str, ...]: ...

    @property
    def name(self) -> str:
        """The file's name."""

    def lines(self) -> Iterator[Line]:
        """Every row in order; an empty one is none. Raises ``Failure`` for one that is cut off."""


def header_of(name: str, cells: Sequence[str]) -> tuple[str, ...]:
    """The columns of the file called ``name``. Raises ``Failure`` for one that stands twice."""
    header = tuple(" ".join(cell.split()) for cell in cells)
    twice = sorted({each for each in header if each and header.count(each) > 1})
    if twice:
        raise Failure(f"{name} has the column {twice[0]!r} twice")
    return header


def line_of(file: str, number: int, header: Sequence[str], cells: Sequence[str]) -> Line:
    """A row; one of another length than the header has a fault."""
    text = dict.fromkeys(header, "")
    for name, cell in zip(header, cells, strict=False):
        text[name] = cell.strip()
    fault = None
    if len(cells) != len(header):
        fault = f"has {len(cells)} fields, not {len(header)}"
    return Line(file, number, text, fault, tuple(cells[len(header) :]))
