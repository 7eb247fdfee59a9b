"""Rows of a report: figures exact and printed, what they are compared with and judged by."""

from datetime import date
from typing import Literal

from pydantic import Field

from oversight_reporting.model.coverage import Covers
from oversight_reporting.model.document_base import DatedDocument, DocumentModel, Number


class PublishedDocument(DocumentModel):
    """The published statistic that stands in a figure's place, and what its publisher says of it.

    ``absent`` says in words why no figure was given; ``set_aside`` are the ids of other statistics
    of the same figure.
    """

    statistic: str
    absent: str | None = None
    publisher: str
    published_on: date | None
    provisional: bool = False
    revised: bool = False
    not_comparable: bool = False
    set_aside: list[str] = []


class SpreadDocument(DocumentModel):
    """How much a series varies beyond independent cases, and how that is known.

    ``source`` is `calendar month and year`, `from piece to piece` or `stated`; ``first`` and
    ``last`` are the first days of the pieces that told it, ``pairs`` those of neighbours, and
    ``surges`` the first days of those that were left out; ``surges_a_year`` is how many separate
    runs of these a year has, null where they do not recur. ``at`` is the number of events or cases
    a piece that a stated dispersion is of.
    """

    dispersion: float
    degrees: float
    source: str
    grain: str
    pieces: int
    first: date | None
    last: date | None
    autocorrelation: float
    pairs: int
    season: bool
    surges: list[date] = []
    surges_a_year: Number | None = None
    at: Number | None = None


class SignificanceDocument(DocumentModel):
    """The result of a test of a change; ``method`` is null where none was made, for ``reason``.

    ``detectable`` is the least rise that four tests of five find, ``detectable_fall`` the least
    fall: parts of the earlier figure, or differences of shares; null where none would be found, or
    where a process chart is asked too. ``lower`` and ``upper`` are the 95% interval of the change,
    in per cent (of shares in points); it carries the spread, which that of a figure does not.
    ``in_limits`` says that a process chart calls both points common cause. Where it has a word
    ``stands_out_below`` and ``stands_out_above`` are the limits outside of which the later figure
    is marked for itself alone, and which move with it; null where no figure can lie there.
    """

    method: str | None
    beyond_chance: bool | None
    printed: str
    reason: str = ""
    detectable: Number | None = None
    detectable_fall: Number | None = None
    lower: Number | None = None
    upper: Number | None = None
    in_limits: bool = False
    stands_out_below: Number | None = None
    stands_out_above: Number | None = None
    spread: SpreadDocument | None = None


class ChangeDocument(DocumentModel):
    """The change since the same dates last year, in per cent, in points or by number."""

    kind: Literal["percent", "points", "number", "none"]
    value: Number | None
    printed: str
    reason: str = ""
    chance: SignificanceDocument | None = None


class EarlierDocument(DatedDocument):
    """The figure of the same dates last year."""

    numerator: Number | None
    denominator: Number | None
    value: Number | None
    printed: str
    lower: Number | None
    upper: Number | None
    printed_interval: str
    suppressed: bool


class ControlChartPoint(DocumentModel):
    """A point of a control chart: its limits, in the indicator's unit, and its variation.

    All but ``target`` are null where the series has too few points for limits.
    """

    segment: int | None
    centre: Number | None
    lower_limit: Number | None
    upper_limit: Number | None
    special_cause: str | None
    variation: str | None
    in_limits: bool
    target: Number | None


class NotStatedDocument(DocumentModel):
    """The records that say nothing of their group, as a count and as a share of all."""

    count: int
    of: int
    share: Number | None
    printed_share: str


class FigureDocument(DocumentModel):
    """A figure of one breakdown value: numbers in full precision beside what is printed.

    ``unrecorded`` says that no record of the period has the value, so that none is no figure.
    """

    breakdown: dict[str, str]
    label: str
    numerator: Number | None
    denominator: Number | None
    value: Number | None
    printed: str
    lower: Number | None
    upper: Number | None
    printed_interval: str
    suppressed: bool
    pending: int | None
    pending_share: Number | None = None
    printed_pending_share: str = ""
    details: dict[str, Number | None] = {}
    printed_details: dict[str, str] = {}
    quoted: PublishedDocument | None = None
    unrecorded: bool = False


class ReportedRow(DatedDocument):
    """What every row of a report has: by these a later revision is compared with it.

    ``text`` is a narrative, or the words of a control chart at the last row of its series.
    """

    label: str
    printed: str
    value: Number | None
    numerator: Number | None
    denominator: Number | None
    pending: int | None
    remarks: list[str] = []
    text: str | None = None

    @property
    def indicator_id(self) -> str | None:
        """The indicator that this row alone is of; None where its item says it."""
        return None

    @property
    def significance(self) -> SignificanceDocument | None:
        """The result of the test of a change that stands in it; None where none does."""
        return None


class FiguresRow(FigureDocument, ReportedRow):
    """A row of an item: the figure of one breakdown value in one piece of the period."""

    whole: bool
    running: bool
    covers: Covers
    lacking: str = Field("", description="the days whose records are missing, in words; or empty")
    earlier: EarlierDocument | None
    change: ChangeDocument | None
    process: ControlChartPoint | None = None

    @property
    def significance(self) -> SignificanceDocument | None:
        """The result of the test of its change."""
        return self.change.chance if self.change else None


class GridCellDocument(ReportedRow):
    """A cell of a grid; ``shows`` is what of the figure, and ``words`` whether it has none.

    ``marks`` are the numbers of its footnotes, from 1.
    """

    row: str
    column: str
    indicator: str | None = None
    force: str | None = None
    area: str | None = None
    breakdown: dict[str, str] = {}
    basis: str | None = None
    shows: str
    suppressed: bool = False
    words: bool = False
    marks: list[int] = []
    lower: Number | None = None
    upper: Number | None = None
    chance: SignificanceDocument | None = None
    quoted: PublishedDocument | None = None

    @property
    def indicator_id(self) -> str | None:
        """The indicator that the cell is of; None where it is worked out from others."""
        return self.indicator

    @property
    def significance(self) -> SignificanceDocument | None:
        """The result of the test of the change that it is."""
        return self.chance


class NarrativeRow(ReportedRow):
    """The one row by which tables and revisions know a narrative."""


class RecordDates(DocumentModel):
    """The London days of the first and the last record, and the months between without any."""

    first: date | None
    last: date | None
    missing: list[str] = Field([], description="months such as 2020-07 whose records are missing")


class RecordCoverage(RecordDates):
    """The same, and how much of the period asked for lies between them."""

    covers: Covers = Field(description="published: no records, but a published statistic")
    lacking: str = Field("", description="the days whose records are missing, in words; or empty")
