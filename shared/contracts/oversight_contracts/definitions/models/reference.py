"""Reference data with dates of validity: dimensions, areas, residents and targets."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PositiveInt

from oversight_contracts.definitions.base import Definition
from oversight_contracts.records.base import Slug

WHOLE_FORCE = "force"
# The one kind of record that a comparator has.
COMPARED = "statistic"


class Dimension(Definition):
    """A way to break figures down: the field of each kind, and how its values are grouped."""

    title: str
    fields: dict[str, str] = Field(
        {}, description="record kind to field; none where only published statistics are broken down"
    )
    groups: dict[str, tuple[str, ...]] = Field({}, description="printed value to field values")
    values: tuple[str, ...] = Field(
        (), description="the values in the order they are printed, where there are no fields"
    )
    missing: str = Field("Not known", description="the value printed where the field is blank")
    not_stated: tuple[str, ...] = Field(
        (), description="printed values that say nothing of the group; their share is shown"
    )


class Validity(Definition):
    """Half-open: valid on ``since``, no longer valid on ``until``."""

    since: date | None = None
    until: date | None = None

    def valid_on(self, day: date) -> bool:
        """Whether ``day`` is inside."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day < self.until
        )

    def holds(self, other: "Validity") -> bool:
        """Whether every day of ``other``, which has an end at both sides, is inside."""
        begun = self.since is None or (other.since is not None and self.since <= other.since)
        lasts = self.until is None or (other.until is not None and other.until <= self.until)
        return begun and lasts

    def overlaps(self, other: "Validity") -> bool:
        """Whether a day is inside both."""
        starts = [each.since for each in (self, other) if each.since]
        ends = [each.until for each in (self, other) if each.until]
        return not (starts and ends) or max(starts) < min(ends)


class AreaCode(Validity):
    """A code by which published files name an area, or a part of it, between dates."""

    code: Annotated[str, Field(min_length=1)]
    names: tuple[str, ...] = Field(
        (), description="what files call it, where that is not the area's title"
    )
    part: bool = Field(
        False, description="it names a part alone: one of the districts that were put together"
    )


def _in_full(value: Any) -> Any:
    # A code without dates or names is written as it is.
    return {"code": value} if isinstance(value, str) else value


class Area(Validity):
    """A part of a force's area; ``parent`` is the whole force where nothing else is said."""

    title: str
    kind: Slug
    parent: str = WHOLE_FORCE
    code: str | None = Field(None, description="its ONS code, by which published files name it")
    codes: tuple[Annotated[AreaCode, BeforeValidator(_in_full)], ...] = Field(
        (), description="where it has, or had, several; also beside `code`"
    )

    @property
    def every_code(self) -> tuple[AreaCode, ...]:
        """All codes that stand for it or a part of it, at any time."""
        own = () if self.code is None else (AreaCode(code=self.code),)
        return (*own, *self.codes)


class Force(Definition):
    """A police force and the areas it is divided into, or what forces are compared with."""

    title: str
    kind: Literal["police-force", "comparator"] = Field(
        "police-force", description="a comparator has published statistics and no records"
    )
    code: str | None = Field(None, description="the ONS code of its police force area")
    areas: dict[Slug, Area] = {}

    def takes(self, kind: str) -> bool:
        """Whether records of ``kind`` may name it."""
        return self.kind == "police-force" or kind == COMPARED

    def codes(self) -> Iterator[tuple[str, AreaCode]]:
        """Every code of every area, with the area's name."""
        for name, area in self.areas.items():
            yield from ((name, each) for each in area.every_code)

    def area_of_code(self, code: str, day: date | None = None) -> str | None:
        """The area that an ONS code stands for on ``day``; None for a code that is not known.

        Files write codes of other times, too: one that stands for the same area whenever it is
        valid means it on every day.
        """
        found = [(name, each) for name, each in self.codes() if each.code == code]
        then = {name for name, each in found if day is not None and each.valid_on(day)}
        names = then or {name for name, _ in found}
        return names.pop() if len(names) == 1 else None


class Residents(Definition):
    """Usual residents of one area at one census."""

    basis: Slug = Field(description="for example census-2011")
    force: Slug
    area: Slug = WHOLE_FORCE
    source: str
    only: str | None = Field(
        None, description="which of the residents, where not all: `aged 16 and over`"
    )
    total: PositiveInt
    differs: str | None = Field(
        None, description="why groups, or the areas in it, do not add up to the total"
    )
    groups: dict[str, dict[str, Annotated[int, Field(ge=0)]]] = Field(
        {}, description="dimension to group to residents"
    )
    ages: dict[str, dict[str, dict[str, Annotated[int, Field(ge=0)]]]] = Field(
        {}, description="dimension to group to age range to residents, where known"
    )


class TargetValue(Validity):
    """The target for one value of the target's field."""

    value: str
    seconds: PositiveInt


class Target(Definition):
    """A response target: seconds by the value of a field, each valid between dates."""

    title: str
    source: str | None = None
    field: str
    values: Annotated[tuple[TargetValue, ...], Field(min_length=1)]

    def seconds_on(self, day: date, value: str) -> int | None:
        """The target for ``value`` on ``day``, or None where there is none."""
        for each in self.values:
            if each.value == value and each.valid_on(day):
                return each.seconds
        return None

    def longest(self) -> int:
        """The longest of its targets, in seconds."""
        return max(each.seconds for each in self.values)


class DimensionsFile(Definition):
    dimensions: dict[Slug, Dimension]


class AreasFile(Definition):
    forces: dict[Slug, Force]


class ResidentsFile(Definition):
    residents: tuple[Residents, ...]
    censuses: dict[Slug, date] = Field(
        {}, description="basis to the day on which it was counted, where between two is asked for"
    )


class TargetsFile(Definition):
    targets: dict[Slug, Target]


def counted_forces(forces: Mapping[str, Force]) -> dict[str, Force]:
    """The forces whose records are counted: all but comparators."""
    return {name: force for name, force in forces.items() if force.kind == "police-force"}


def only_statistics(force: str) -> str:
    """Why a record of a comparator is refused, in words."""
    return f"{force} is a comparator: it takes records of kind {COMPARED} and no others"


def area_and_ancestors(forces: Mapping[str, Force], force: str, area: str) -> tuple[str, ...]:
    """The area, what it lies in, and last the whole force.

    Raises ``KeyError`` with the word not known: the force's, or the area's.
    """
    areas = forces[force].areas
    chain: list[str] = []
    while area != WHOLE_FORCE:
        chain.append(area)
        area = areas[area].parent
    return (*chain, WHOLE_FORCE)
