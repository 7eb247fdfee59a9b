"""A report as a document, as it is printed and frozen."""

from pydantic import Field

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
    incomplete: list[str] = Field(
        [], description="what its period lacks, in sentences; empty where it is over and whole"
    )
    told_before: str = Field(
        "", description="that earlier snapshots give back something suppressed here; or empty"
    )
    error_rate: str = Field(
        "", description="how often chance alone is called more than chance; empty without a test"
    )


class FigureState(DocumentModel):
    """A cell as it was printed; revisions from before cells were compared have the counts too."""

    printed: str
    numerator: Number | None = None
    denominator: Number | None = None
    value: Number | None = None
    pending: Number | None = None


class ChangedFigure(DatedDocument):
    """A printed cell that is new (no ``before``), gone (no ``now``) or other than it was.

    ``material`` where it is a figure, or what a lead wrote; else it is judged from figures.
    """

    indicator: str
    title: str
    label: str
    before: FigureState | None
    now: FigureState | None
    column: str = ""
    material: bool = True
    reasons: list[str] = []


class FrozenReport(ReportDocument):
    """A report as it was frozen: its revision, the one before, and what changed since."""

    id: str
    revision: int
    previous: str | None
    previous_sha256: str | None
    changes: list[ChangedFigure]
    made_at: Moment
    made_by: str
