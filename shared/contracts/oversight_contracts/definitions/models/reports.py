"""Report definitions: which figures a report prints, in which order, and how each is shown."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, TypeAdapter

from oversight_contracts.definitions.base import Definition
from oversight_contracts.definitions.models.grids import Grid
from oversight_contracts.definitions.models.indicators import Break, IndicatorId
from oversight_contracts.definitions.models.milestone_tables import MilestoneTable
from oversight_contracts.definitions.models.period_names import PeriodName
from oversight_contracts.records.base import Slug
from oversight_contracts.records.deliverable_update import Frequency
from oversight_measures.control_charts.segments import ENOUGH
from oversight_measures.disclosure.small_numbers import NOTHING_SMALL, PUBLIC, SmallNumbers
from oversight_measures.periods.period import Every

Audience = Literal["public", "board"]


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
    period: PeriodName = Field("report", description="the report's own, or another by its name")
    only: tuple[str, ...] = Field(
        (), description="values of `by` that are shown, and not the total; all where not said"
    )
    chart: Literal["bar", "line", "xmr", "none"] = Field(
        "none", description="xmr: a process chart with limits and what is special cause"
    )
    steps: tuple[Break, ...] = Field(
        (), description="days from which a process chart's limits are set anew, and why"
    )
    freeze: int | None = Field(
        None,
        ge=ENOUGH,
        description="the first so many points, since the start or a step, that set the limits; all "
        "where not said",
    )
    screen: bool = Field(
        True,
        description="leave a single jump out of how far points lie apart, by which a process chart "
        "sets its limits",
    )
    table: bool = True
    compare: Literal["same-dates-last-year", "none"] = "none"
    call_out: bool = Field(
        False, description="say of each piece where it was the lowest or highest on record"
    )


class GridItem(Definition):
    """A table of rows by columns, under a heading of its own."""

    title: str
    text: str = ""
    grid: Grid


class MilestonesItem(Definition):
    """A table of a plan's milestones, under a heading of its own."""

    title: str
    text: str = ""
    milestones: MilestoneTable


class DisparityItem(Definition):
    """The panel of a disparity: its ratio from several sides, under a heading of its own."""

    title: str
    text: str = ""
    disparity: IndicatorId
    basis: Slug | None = Field(
        None, description="the census of bounds, parts and areas; the newest where not said"
    )


class DeliverableItem(Definition):
    """What a deliverable of a plan reports for the period, with its lead and frequency."""

    title: str = Field(description="the deliverable in the plan's words")
    plan: Slug
    deliverable: Slug
    lead: str = Field("", description="the post that answers for it, where no update says another")
    frequency: Frequency | None = Field(None, description="how often it is reported")


class CommentaryItem(Definition):
    """A place for words beside figures: visibly empty where nobody wrote."""

    title: str = "Commentary"
    plan: Slug
    commentary: Slug = Field(description="the deliverable whose narrative goes here")


def _kind(value: object) -> str:
    if isinstance(value, Definition):
        return type(value).__name__
    named = value if isinstance(value, Mapping) else {}
    return next((kind for word, kind in _WORDS.items() if word in named), "ReportItem")


_WORDS = {
    "grid": "GridItem",
    "milestones": "MilestonesItem",
    "disparity": "DisparityItem",
    "deliverable": "DeliverableItem",
    "commentary": "CommentaryItem",
}
# What an item is can be seen by the word that it has.
Item = Annotated[
    Annotated[ReportItem, Tag("ReportItem")]
    | Annotated[GridItem, Tag("GridItem")]
    | Annotated[MilestonesItem, Tag("MilestonesItem")]
    | Annotated[DisparityItem, Tag("DisparityItem")]
    | Annotated[DeliverableItem, Tag("DeliverableItem")]
    | Annotated[CommentaryItem, Tag("CommentaryItem")],
    Discriminator(_kind),
]


class ReportSection(Definition):
    """A heading, what to know before reading on, and the figures and words under it."""

    title: str
    text: str = ""
    items: Annotated[tuple[Item, ...], Field(min_length=1)]


class Disclosure(Definition):
    """Which counts a report's readers may see, where its audience's own rule is not the one."""

    below: int = Field(5, ge=0, description="counts from 1 to less than this are suppressed")
    zeros: bool = Field(False, description="whether 0 is suppressed too")
    base: int = Field(1, ge=1, description="what the other counts are rounded to")
    width: int = Field(
        3, ge=2, description="how far apart the bounds of a hidden count must be, whatever is known"
    )


class Report(Definition):
    """A report over any period that its reader names."""

    id: Slug
    title: str
    description: str = ""
    period: PeriodName | None = Field(
        None, description="what it is made for where nobody says another: 2020/21"
    )
    headlines: bool = Field(False, description="the first page shows its indicators")
    audience: Audience = Field("public", description="the board sees every count")
    small_numbers: Disclosure | None = None
    sections: Annotated[tuple[ReportSection, ...], Field(min_length=1)]

    @property
    def panels(self) -> tuple[IndicatorId, ...]:
        """The disparities of which it has a panel."""
        items = (item for section in self.sections for item in section.items)
        return tuple(item.disparity for item in items if isinstance(item, DisparityItem))

    def rule(self, shown_to: Audience) -> SmallNumbers:
        """What is suppressed in it where reporting is ``shown_to`` an audience."""
        if self.small_numbers is not None:
            return SmallNumbers(**self.small_numbers.model_dump())
        return rule_of(self.seen_by(shown_to))

    def seen_by(self, shown_to: Audience) -> Audience:
        """For whom it is made there: the public, where reporting is for it."""
        return "public" if shown_to == "public" else self.audience


def rule_of(audience: Audience) -> SmallNumbers:
    """What is suppressed for an audience where nothing else is said."""
    return PUBLIC if audience == "public" else NOTHING_SMALL


# One entry of a reports file.
REPORT: TypeAdapter[Report] = TypeAdapter(Report)
