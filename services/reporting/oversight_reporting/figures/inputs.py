"""The inputs of a report: the results of its queries, and what leads wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from oversight_contracts.facts.facts import Cut
from oversight_reporting.figures.query import FigureQuery
from oversight_reporting.figures.result import QueryResult
from oversight_reporting.model.deliverables import Update


@dataclass(frozen=True)
class ReportInputs:
    """All as at ``cut``: the result of each query, and the updates of each plan by its name."""

    cut: Cut
    results: Mapping[FigureQuery, QueryResult] = field(default_factory=dict)
    updates: Mapping[str, Sequence[Update]] = field(default_factory=dict)
