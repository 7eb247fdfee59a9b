"""What indicators publishes: totals, cuts that say as at what they are consistent, and more."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Self, TypeAlias

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from oversight_contracts.facts.arrivals import Arrivals
from oversight_contracts.facts.reconciliation import Reconciliation


class StatementFact(BaseModel):
    """The newest revision of one record; the higher revision wins."""

    model_config = ConfigDict(frozen=True)

    fact: Literal["statement"] = "statement"
    force: str
    kind: str = Field(description="statistic or deliverable-update")
    id: str = Field(description="the record's id, the subject of its events")
    revision: int
    data: dict[str, Any] | None = Field(description="the record; null where it was removed")

    @property
    def key(self) -> bytes:
        return f"statement/{self.force}/{self.kind}/{self.id}".encode()


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """An indicator in an area for one breakdown value.

    ``by`` is empty for all, else ``dimension=value`` pairs sorted by dimension and joined by
    commas, for example ``ethnicity=Black,outcome=arrest``.
    """

    indicator: str
    force: str
    area: str
    by: str = ""


@dataclass(slots=True)
class Total:
    """Integers that add. What ``n``, ``of`` and ``pending`` count is the measure's to say:

    ==========  ==================  ======================  =============================
    measure     n                   of                      pending
    ==========  ==================  ======================  =============================
    count       records             0                       0
    rate        records             0                       0
    disparity   records             0                       0
    proportion  hits                decided                 not decided yet, or not known
    duration    with a duration     all                     still open
    ratio       numerator           denominator             0
    stock       opened              closed                  0
    ==========  ==================  ======================  =============================

    ``values`` counts durations exactly, by integer second or day.
    """

    n: int = 0
    of: int = 0
    pending: int = 0
    values: dict[int, int] = field(default_factory=dict)

    def add(self, other: "Total", sign: int = 1) -> Self:
        """Add ``other`` (or subtract it, with sign -1) in place; counts of zero are dropped."""
        self.n += sign * other.n
        self.of += sign * other.of
        self.pending += sign * other.pending
        for value, count in other.values.items():
            left = self.values.get(value, 0) + sign * count
            if left:
                self.values[value] = left
            else:
                self.values.pop(value, None)
        return self

    def __bool__(self) -> bool:
        return bool(self.n or self.of or self.pending or self.values)


class TotalFact(BaseModel):
    """The newest total of one series in one bucket, summed over partitions.

    ``bucket`` is a London day (``2026-03-29``), or the UTC start of a London hour
    (``2026-03-29T01``) where the definition asks for hours. The higher
    (generation, revision) wins. ``arrived``, ``corrected`` and ``removed`` only rise within a
    generation, so the same total at two cuts tells what came between them. Under ``fields-stated``
    stands by ``<kind>=<field>`` how many records of a month, by its first day, state a field.
    """

    model_config = ConfigDict(frozen=True)

    fact: Literal["total"] = "total"
    generation: int
    revision: int
    indicator: str
    force: str
    area: str
    by: str
    bucket: str
    n: int
    of: int
    pending: int
    values: dict[int, int] = Field(default_factory=dict)
    arrived: int = Field(0, description="how often a record came into it that was not counted")
    corrected: int = Field(0, description="how often another revision of a record changed it")
    removed: int = Field(0, description="how often a record that was removed left it")

    @property
    def series(self) -> SeriesKey:
        return SeriesKey(self.indicator, self.force, self.area, self.by)

    @property
    def total(self) -> Total:
        return Total(self.n, self.of, self.pending, dict(self.values))

    @property
    def key(self) -> bytes:
        parts = ("total", self.indicator, self.force, self.area, self.by, self.bucket)
        return "/".join(parts).encode()


class Position(BaseModel):
    """Everything before ``offset`` of ``partition`` of the log (cluster id) is counted."""

    model_config = ConfigDict(frozen=True)

    partition: int
    log: str
    offset: int


class Cut(BaseModel):
    """All facts before this one, taken together, are the totals as at ``positions``.

    ``complete`` is false while a new generation is still being published: readers stage it and
    switch when it is true. ``definitions`` is the hash the totals were counted under.
    """

    model_config = ConfigDict(frozen=True)

    fact: Literal["cut"] = "cut"
    generation: int
    complete: bool
    definitions: str
    positions: tuple[Position, ...]
    at: AwareDatetime = Field(description="when the totals were read")

    @property
    def key(self) -> bytes:
        return b"cut"


Fact: TypeAlias = TotalFact | Cut | Reconciliation | StatementFact | Arrivals
_FACT: TypeAdapter[Fact] = TypeAdapter(Annotated[Fact, Field(discriminator="fact")])


def read_fact(value: bytes) -> Fact:
    """Decode one record of the fact topic. Raises ``pydantic.ValidationError``."""
    return _FACT.validate_json(value)


def write_fact(fact: Fact) -> bytes:
    """Encode one record of the fact topic."""
    if not isinstance(fact, TotalFact):
        return fact.model_dump_json().encode()
    # The hot path of publishing: a plain dictionary encodes several times faster than a model.
    return orjson.dumps(fact.__dict__, option=orjson.OPT_NON_STR_KEYS)
