"""The inputs of a report: the results of its queries, and what leads wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from oversight_contracts.facts.facts import Cut
from oversight_measures.disclosure.small_numbers import NOTHING_SMALL, SmallNumbers
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import QueryResult
from oversight_reporting.model.deliverables import Update
from oversight_reporting.model.published_counts import Told


@dataclass(frozen=True)
class ReportInputs:
    """All as at ``cut``: the result of each query, and the updates of each plan by its name.

    ``told`` is what the results tell of counts, None where nothing is hidden by a rule; ``lost``
    where something hidden can be worked out with what was published before.
    ``rule`` is what the readers of all of it may see: what is worked out of results keeps to it.
    """

    cut: Cut
    results: Mapping[FigureQuery, QueryResult] = field(default_factory=dict)
    updates: Mapping[str, Sequence[Update]] = field(default_factory=dict)
    told: Sequence[Told] | None = None
    lost: bool = False
    rule: SmallNumbers = NOTHING_SMALL
