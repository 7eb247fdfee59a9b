"""Answers of the live API as documents: what is measured, and figures as at the last cut."""

from datetime import date

from pydantic import Field

from oversight_contracts.definitions.models.documents import Citation
from oversight_contracts.definitions.models.indicators import Break
from oversight_reporting.model.coverage import Covers
from oversight_reporting.model.document import AsAtDocument, ChangedFigure, LogPositionDocument
from oversight_reporting.model.document_base import DatedDocument, DocumentModel, Moment
from oversight_reporting.model.item_document import PanelDocument
from oversight_reporting.model.row_document import (
    FigureDocument,
    NotStatedDocument,
    RecordCoverage,
    RecordDates,
)


class PositionDocument(DocumentModel):
    """The last cut that figures are read as at; all is null before the first one."""

    generation: int | None
    definitions: str | None
    positions: list[LogPositionDocument] | None
    at: Moment | None = None


class IndicatorDocument(DocumentModel):
    """What an indicator is, in words; ``definition`` is the hash of how it is counted."""

    id: str
    title: str
    description: str
    unit: str
    polarity: str
    measure: str
    grain: str
    decimals: int
    breakdowns: list[list[str]]
    source: str | None
    documents: list[Citation]
    lead: str | None
    breaks: list[Break]
    comparators: list[str]
    history: str | None
    not_collected: str | None
    definition: str


class HeaderDocument(DocumentModel):
    """What was asked for, and what its figures stand on."""

    indicator: str
    title: str
    unit: str
    measure: str
    force: str
    area: str
    start: date = Field(alias="from")
    end: date = Field(alias="to")
    by: str
    basis: str | None
    as_at: AsAtDocument
    judged_until: Moment | None
    definition: str
    records: RecordDates


class ValuesDocument(HeaderDocument):
    """The figures of one period: of all, and of each breakdown value."""

    records: RecordCoverage
    running: bool
    total: FigureDocument
    not_stated: NotStatedDocument | None
    rows: list[FigureDocument]


class PieceDocument(DatedDocument):
    """The figures of one piece of a series."""

    whole: bool
    running: bool
    covers: Covers
    lacking: str = Field("", description="the days whose records are missing, in words; or empty")
    total: FigureDocument
    not_stated: NotStatedDocument | None
    rows: list[FigureDocument]


class SeriesDocument(HeaderDocument):
    """The figures of a period in pieces."""

    every: str
    pieces: list[PieceDocument]


class RevisionDocument(DocumentModel):
    """Another revision of the same report and period, with the address of its page."""

    id: str
    revision: int
    made_at: Moment
    page: str


class FileDocument(DocumentModel):
    """A file of a snapshot; one that was not frozen has no hash, and is written when asked for."""

    link: str
    media_type: str
    sha256: str | None
    bytes: int | None


class SnapshotDocument(DocumentModel):
    """A snapshot without its rows; ``links`` are its addresses by form.

    ``sha256`` is that of its JSON. ``superseded_by`` is the revision that replaced it, and
    ``newest`` the last one that did.
    """

    id: str
    report: str
    force: str
    start: date = Field(alias="from")
    end: date = Field(alias="to")
    revision: int
    title: str
    made_at: Moment
    made_by: str
    sha256: str
    changed_figures: int
    superseded_by: RevisionDocument | None
    newest: RevisionDocument | None
    links: dict[str, str]
    files: dict[str, FileDocument]


class MadeSnapshotDocument(SnapshotDocument):
    """A snapshot that was just frozen: what changed since the revision before, what it lacks."""

    previous: str | None
    changes: list[ChangedFigure]
    incomplete: list[str]
    as_at: AsAtDocument


class LivePanelDocument(DocumentModel):
    """A disparity from several sides, as at the last cut."""

    as_at: AsAtDocument
    panel: PanelDocument
