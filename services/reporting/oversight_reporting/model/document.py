"""A report as a document, as it is printed and frozen."""

from oversight_contracts.definitions.models.reports import Audience
from oversight_reporting.model.document_base import DatedDocument, DocumentModel, Moment, Number
from oversight_reporting.model.item_document import ItemDocument


class LogPositionDocument(DocumentModel):
    """Everything before ``offset`` of ``partition`` of the events' log is counted."""

    partition: int
    log: str
    offset: int


class AsAtDocument(DocumentModel):
    """The cut that figures are as at; ``definitions_agree`` with those this service reads."""

    at: Moment
    generation: int
    definitions: str
    definitions_agree: bool
    positions: list[LogPositionDocument]


class SectionDocument(DocumentModel):
    """A section of a report: its heading, what to know before reading on, and its items."""

    title: str
    text: str
    items: list[ItemDocument]


class ReportDocument(DatedDocument):
    """A report over a period, as at a cut; one from before there were audiences has none."""

    report: str
    title: str
    description: str
    force: str
    force_title: str
    area: str
    as_at: AsAtDocument
    sections: list[SectionDocument]
    audience: Audience | None = None


class FigureState(DocumentModel):
    """What of a row is compared between two revisions."""

    printed: str
    numerator: Number | None
    denominator: Number | None
    value: Number | None
    pending: Number | None


class ChangedFigure(DatedDocument):
    """A figure that is new (no ``before``), gone (no ``now``) or other than it was."""

    indicator: str
    title: str
    label: str
    before: FigureState | None
    now: FigureState | None


class FrozenReport(ReportDocument):
    """A report as it was frozen: its revision, the one before, and what changed since."""

    id: str
    revision: int
    previous: str | None
    previous_sha256: str | None
    changes: list[ChangedFigure]
    made_at: Moment
    made_by: str
