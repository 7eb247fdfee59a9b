"""The file written by hand: how forces are called, and how their authorities changed."""

from datetime import date
from pathlib import Path

from pydantic import TypeAdapter

from oversight_contracts.definitions.base import Definition
from oversight_contracts.definitions.yaml_source import BrokenDefinitions, Source
from oversight_contracts.records.base import Slug
from oversight_local.failure import Failure


class Title(Definition):
    """A force's id and its title."""

    id: Slug
    title: str


class Elsewhere(Definition):
    """A force that no table of areas has."""

    title: str


class Merger(Definition):
    """Authorities that were put together on ``since``; ``whole`` was a county of their extent."""

    code: str
    title: str
    since: date
    parts: tuple[str, ...]
    whole: str | None = None


class ByHand(Definition):
    """All of the file."""

    titles: dict[str, Title]
    elsewhere: dict[Slug, Elsewhere]
    mergers: tuple[Merger, ...]
    codes: dict[str, tuple[str, ...]]
    names: dict[str, tuple[str, ...]]


def read_by_hand(path: Path) -> ByHand:
    """Read it. Raises ``Failure`` that says what is wrong in it."""
    try:
        source = Source(path, path.name)
        return source.validated(TypeAdapter(ByHand), source.value)
    except BrokenDefinitions as broken:
        raise Failure(f"{path} is broken", [str(each) for each in broken.faults]) from broken
