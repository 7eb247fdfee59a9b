"""Most similar forces: whom a force is compared with, each group valid between dates."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated

from pydantic import Field

from oversight_contracts.definitions.base import Definition
from oversight_contracts.definitions.models.reference import Force, Validity
from oversight_contracts.definitions.validate.reference import check_overlaps, check_validity
from oversight_contracts.definitions.yaml_source import Finding
from oversight_contracts.records.base import Slug


class Peers(Validity):
    """The forces most similar to ``force`` between dates, itself not among them."""

    force: Slug
    source: str = Field(description="who says that these are the most similar")
    forces: Annotated[tuple[Slug, ...], Field(min_length=1)]


class PeersFile(Definition):
    most_similar: tuple[Peers, ...]


def peers_on(groups: Iterable[Peers], force: str, day: date) -> Peers | None:
    """The group of ``force`` on ``day``, or None where none is defined."""
    return next((each for each in groups if each.force == force and each.valid_on(day)), None)


def check_peers(groups: tuple[Peers, ...], forces: Mapping[str, Force]) -> Iterator[Finding]:
    """Forces that are not defined, and two groups of one force on the same day."""
    place = ("most_similar",)
    for index, group in enumerate(groups):
        for where, reason in _check_members(group, forces):
            yield (*place, index, *where), reason
        yield from check_validity(group, (*place, index))
    entries = [(each.force, each) for each in groups]
    yield from check_overlaps(
        entries, place, "another group of this force is valid on the same days"
    )


def _check_members(group: Peers, forces: Mapping[str, Force]) -> Iterator[Finding]:
    if group.force not in forces:
        yield ("force",), f"no force {group.force} in areas.yaml"
    for index, peer in enumerate(group.forces):
        if peer not in forces:
            yield ("forces", index), f"no force {peer} in areas.yaml"
        if peer == group.force:
            yield ("forces", index), f"{peer} is no peer of itself"
        if peer in group.forces[:index]:
            yield ("forces", index), f"{peer} stands here twice"
