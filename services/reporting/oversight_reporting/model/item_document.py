"""Items of a report as documents: figures of one indicator, grids and narratives."""

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Tag

from oversight_reporting.model.document_base import DatedDocument, DocumentModel, Moment, Number
from oversight_reporting.model.row_document import (
    FiguresRow,
    GridCellDocument,
    NarrativeRow,
    NotStatedDocument,
    RecordDates,
    ReportedRow,
)

Identity = tuple[str, str, str, str]


class ControlChartWords(DocumentModel):
    """What the control chart of one series says, in sentences."""

    label: str
    words: list[str]


class ControlChartsDocument(DocumentModel):
    """The control charts of an item in words; ``method`` explains their limits."""

    series: list[ControlChartWords]
    method: str


class FiguresDocument(DatedDocument):
    """An item of one indicator: what it measures, its rows, and the notes beneath them."""

    kind: ClassVar[str] = "figures"

    description: str
    polarity: str
    source: str | None
    measure: str
    indicator: str
    title: str
    unit: str
    force: str
    area: str
    by: str
    basis: str | None
    judged_until: Moment | None
    definition: str
    records: RecordDates
    dimension: str
    every: str | None
    chart: str
    table: bool
    compare: str
    process: ControlChartsDocument | None = None
    pending_means: str | None
    notes: list[str]
    not_stated: NotStatedDocument | None
    rows: list[FiguresRow]

    @property
    def identity(self) -> Identity:
        """What tells it from the report's other items, whatever its title."""
        return self.indicator, self.by, str(self.basis), str(self.every)

    @property
    def reported_rows(self) -> Sequence[ReportedRow]:
        """Its rows as revisions compare them."""
        return self.rows

    @property
    def indicator_id(self) -> str | None:
        """The indicator of all its rows."""
        return self.indicator


class GridLineDocument(DocumentModel):
    """A row's heading; ``whole`` where it is the total of the others."""

    title: str
    whole: bool


class FunnelPoint(DocumentModel):
    """An area or a force on a funnel plot: its size in records, and its own limits.

    ``near`` limits hold 95% and ``far`` ones 99.8% of places that are like the others; an upper one
    that does not exist is null. They lie about its ``centre``, the mean of the others; before
    there was one, about the centre of all.
    """

    label: str
    size: Number
    value: Number
    near_lower: Number
    near_upper: Number | None
    far_lower: Number
    far_upper: Number | None
    place: str
    centre: Number | None = None


class FunnelDocument(DocumentModel):
    """A funnel plot: figures by size; ``centre`` is the mean of all."""

    title: str
    unit: str
    centre: Number
    points: list[FunnelPoint]


class GridDocument(DocumentModel):
    """A grid: ``rows`` are its cells, row by row, and ``footnotes`` what their marks say."""

    kind: Literal["grid"]
    title: str
    description: str
    rows_are: str
    lines: list[GridLineDocument]
    columns: list[str]
    footnotes: list[str]
    notes: list[str]
    rows: list[GridCellDocument]
    funnel: FunnelDocument | None = None

    @property
    def identity(self) -> Identity:
        """A table of many indicators is known by its title."""
        return (self.title,) * 4

    @property
    def reported_rows(self) -> Sequence[ReportedRow]:
        """Its cells as revisions compare them."""
        return self.rows

    @property
    def indicator_id(self) -> str | None:
        """None: each cell has its own."""
        return None


class PanelDocument(DatedDocument):
    """A disparity from several sides: its ``meaning``, tables of it, and what none could show."""

    kind: Literal["disparity"]
    title: str
    description: str
    indicator: str
    force: str
    area: str
    basis: str
    meaning: str
    tables: list[GridDocument]
    notes: list[str]

    @property
    def identity(self) -> Identity:
        """One panel of an indicator on each census."""
        return self.indicator, "panel", self.basis, ""

    @property
    def reported_rows(self) -> Sequence[ReportedRow]:
        """The cells of all its tables as revisions compare them."""
        return [cell for table in self.tables for cell in table.rows]

    @property
    def indicator_id(self) -> str | None:
        """None: its cells are of several."""
        return None


class NarrativeDocument(DocumentModel):
    """A deliverable or a commentary: what its lead wrote for the period, or that nobody did."""

    kind: Literal["narrative"]
    commentary: bool
    title: str
    plan: str
    deliverable: str
    lead: str
    frequency: str
    status: str | None
    status_words: str
    written: bool
    narrative: str
    author: str
    update: str | None
    notes: list[str]
    rows: list[NarrativeRow]

    @property
    def identity(self) -> Identity:
        """Words are known by their title."""
        return (self.title,) * 4

    @property
    def reported_rows(self) -> Sequence[ReportedRow]:
        """Its one row as revisions compare it."""
        return self.rows

    @property
    def indicator_id(self) -> str | None:
        """None: words are of no indicator."""
        return None


def _kind(value: object) -> str:
    # Items of figures say no kind: there was no other once.
    if isinstance(value, Mapping):
        return str(value.get("kind", FiguresDocument.kind))
    return str(getattr(value, "kind", ""))


ItemDocument = Annotated[
    Annotated[FiguresDocument, Tag("figures")]
    | Annotated[GridDocument, Tag("grid")]
    | Annotated[PanelDocument, Tag("disparity")]
    | Annotated[NarrativeDocument, Tag("narrative")],
    Discriminator(_kind),
]
