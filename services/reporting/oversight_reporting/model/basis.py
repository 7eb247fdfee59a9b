"""What the figures of a report stand on, kept beside a snapshot to tell why the next one differs.

It is no part of what is published: how often totals changed would give small counts back.
Those who may see every count are told the difference of two.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from oversight_reporting.model.change_counts import ChangeCounts, FigureKey
from oversight_reporting.model.document_base import DocumentModel
from oversight_reporting.model.published_counts import ToldSeries

# Whether it is said how many records: not at all, as it is, or as the most there can be of a figure
# that a record adds to twice.
Counted = Literal["kinds", "exactly", "at-most"]
AGAIN = "all records were counted again in between: which of them made the difference is not known"
NOT_KEPT = "the revision before was frozen when causes were not kept: not known"
DEFINITION = "its definition changed"
RESIDENTS = "reference data changed: the residents it is over"
WEIGHTS = "reference data changed: the weights"


class Basis(DocumentModel):
    """The hashes of definitions and reference data, and how often totals had changed by then.

    ``residents`` are by force, area and census, ``changes`` by the name of their figure's key. To
    figures of the indicators ``added_once`` each record adds once at most.
    Counts of two generations of totals tell nothing of each other. ``tells_counts`` where all who
    read the report may see every count. ``told`` is what the report told of counts, hidden ones
    too; None where the board sees all of them, or it was frozen before that was kept.
    """

    generation: int
    definitions: Mapping[str, str]
    residents: Mapping[str, str]
    weights: str
    changes: Mapping[str, ChangeCounts]
    tells_counts: bool = False
    added_once: list[str] = []
    told: list[ToldSeries] | None = None


class Causes:
    """The causes of differences between two revisions, as far as they are known."""

    def __init__(self, before: Basis | None, now: Basis) -> None:
        self._before = before
        self._now = now

    @property
    def adds_once(self) -> frozenset[str]:
        """The indicators to whose figures a record adds once at most."""
        return frozenset(self._now.added_once)

    @property
    def unknown(self) -> str:
        """Why no cause among records can be known; empty where they can."""
        if self._before is None:
            return NOT_KEPT
        return AGAIN if self._before.generation != self._now.generation else ""

    def of_records(
        self, keys: Iterable[FigureKey], *, over: bool, counted: Counted = "kinds"
    ) -> Iterator[str]:
        """What records did to any of these figures in between.

        ``over`` says that the period was over by the cut before: what came since came late. How
        many there were is said where readers may know it, as ``counted`` says how.
        """
        if self._before is None or self.unknown:
            return
        nothing = ChangeCounts()
        moved = [
            (self._before.changes.get(key.name, nothing), self._now.changes.get(key.name, nothing))
            for key in keys
        ]
        tells = counted if self._now.tells_counts else "kinds"
        differences = (
            ("late" if over else "new", [now.arrived - before.arrived for before, now in moved]),
            ("corrected", [now.corrected - before.corrected for before, now in moved]),
            ("removed", [now.removed - before.removed for before, now in moved]),
        )
        for kind, found in differences:
            if any(each > 0 for each in found):
                yield _records(kind, sum(found), tells)

    def of_definitions(self, indicators: Iterable[str]) -> Iterator[str]:
        """Whether any of these indicators was defined otherwise."""
        before = self._before
        if before is not None and any(
            before.definitions.get(each) not in (None, self._now.definitions.get(each))
            for each in indicators
        ):
            yield DEFINITION

    def of_residents(self, force: str, area: str, basis: str | None) -> Iterator[str]:
        """Whether the residents of an area at a census are others."""
        name, before = f"{force}/{area}/{basis}", self._before
        if before is not None and before.residents.get(name) != self._now.residents.get(name):
            yield RESIDENTS

    def of_weights(self) -> Iterator[str]:
        """Whether the weights of offences are others."""
        if self._before is not None and self._before.weights != self._now.weights:
            yield WEIGHTS


def _records(kind: str, count: int, counted: Counted) -> str:
    """``late records``, ``12 late records``, ``up to 3 corrected records``."""
    if counted == "kinds":
        return f"{kind} records"
    # A record that was moved to another day is corrected on both.
    most = count > 1 and (counted == "at-most" or kind == "corrected")
    return f"{'up to ' if most else ''}{count:,} {kind} record{'' if count == 1 else 's'}"
