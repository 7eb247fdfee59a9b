"""What the figures of a report stand on, kept beside a snapshot to tell why the next one differs.

It is no part of what is published: how often totals changed would give small counts back.
"""

from collections.abc import Iterable, Iterator, Mapping

from oversight_reporting.model.change_counts import ChangeCounts, FigureKey
from oversight_reporting.model.document_base import DocumentModel

AGAIN = "all records were counted again in between: which of them made the difference is not known"
NOT_KEPT = "the revision before was frozen when causes were not kept: not known"
DEFINITION = "its definition changed"
RESIDENTS = "reference data changed: the residents it is over"
WEIGHTS = "reference data changed: the weights"


class Basis(DocumentModel):
    """The hashes of definitions and reference data, and how often totals had changed by then.

    ``residents`` are by force, area and census, ``changes`` by the name of their figure's key.
    Counts of two generations of totals tell nothing of each other.
    """

    generation: int
    definitions: Mapping[str, str]
    residents: Mapping[str, str]
    weights: str
    changes: Mapping[str, ChangeCounts]


class Causes:
    """The causes of differences between two revisions, as far as they are known."""

    def __init__(self, before: Basis | None, now: Basis) -> None:
        self._before = before
        self._now = now

    @property
    def unknown(self) -> str:
        """Why no cause among records can be known; empty where they can."""
        if self._before is None:
            return NOT_KEPT
        return AGAIN if self._before.generation != self._now.generation else ""

    def of_records(self, keys: Iterable[FigureKey], *, over: bool) -> Iterator[str]:
        """What records did to any of these figures in between.

        ``over`` says that the period was over by the cut before: what came since came late.
        """
        if self._before is None or self.unknown:
            return
        nothing = ChangeCounts()
        moved = [
            (self._before.changes.get(key.name, nothing), self._now.changes.get(key.name, nothing))
            for key in keys
        ]
        if any(now.arrived > before.arrived for before, now in moved):
            yield "late records" if over else "new records"
        if any(now.corrected > before.corrected for before, now in moved):
            yield "corrected records"
        if any(now.removed > before.removed for before, now in moved):
            yield "removed records"

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
