"""Report definitions: which figures a report prints, in which order, and how each is shown."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, TypeAdapter

from oversight_contracts.definitions.indicators import Definition, IndicatorId
from oversight_contracts.records.base import Slug
from oversight_measures.periods import Every


def _one_or_several(value: object) -> object:
    return [value] if isinstance(value, str) else value


class ReportItem(Definition):
    """One indicator of a section: over the report's whole period, or cut into pieces.

    ``compare`` puts the same dates of last year beside each figure of the whole period.
    """

    indicator: IndicatorId
    title: str | None = Field(None, description="the indicator's own title where not said")
    by: Annotated[tuple[Slug, ...], BeforeValidator(_one_or_several)] = Field(
        (), description="a dimension, or a list of two; one of the indicator's breakdowns"
    )
    basis: Slug | None = Field(
        None, description="the census; the newest where not said (rates and disparities only)"
    )
    every: Every | None = Field(None, description="cut the period: month, quarter, ...")
    chart: Literal["bar", "line", "none"] = "none"
    table: bool = True
    compare: Literal["same-dates-last-year", "none"] = "none"


class ReportSection(Definition):
    """A heading, what to know before reading on, and the figures under it."""

    title: str
    text: str = ""
    items: Annotated[tuple[ReportItem, ...], Field(min_length=1)]


class Report(Definition):
    """A report over any period that its reader names."""

    id: Slug
    title: str
    description: str = ""
    sections: Annotated[tuple[ReportSection, ...], Field(min_length=1)]


# One entry of a reports file.
REPORT: TypeAdapter[Report] = TypeAdapter(Report)
