"""Documents as they are stored, and read back: also parts of them, where a test needs no more."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter

from oversight_reporting.model.document import ReportDocument
from oversight_reporting.model.item_document import FiguresDocument, GridDocument, ItemDocument

ITEM: TypeAdapter[ItemDocument] = TypeAdapter(ItemDocument)
PERIOD = {"from": "2020-01-01", "to": "2020-04-01"}
ROW = {
    **PERIOD,
    **{"whole": True, "running": False, "covers": "whole", "breakdown": {}, "label": "All"},
    **{"numerator": None, "denominator": None, "value": None, "printed": "", "lower": None},
    **{"upper": None, "printed_interval": "", "suppressed": False, "pending": None},
    **{"earlier": None, "change": None},
}
FIGURES: dict[str, Any] = {
    **PERIOD,
    **{"description": "", "polarity": "neither", "source": None, "measure": "count"},
    **{"indicator": "crime.total", "title": "Crime", "unit": "crimes", "force": "west-midlands"},
    **{"area": "force", "by": "", "basis": None, "judged_until": None, "definition": ""},
    **{"records": {"first": None, "last": None}, "dimension": "", "every": None, "chart": "none"},
    **{"table": True, "compare": "none", "pending_means": None, "notes": [], "not_stated": None},
}
AS_AT = {
    **{"at": "2020-07-01T08:30:00+00:00", "generation": 5, "definitions": ""},
    **{"definitions_agree": True, "positions": []},
}
NARRATIVE = {
    **{"kind": "narrative", "title": "Words", "plan": "", "deliverable": "", "lead": ""},
    **{"frequency": "", "status_words": "", "written": False, "narrative": "", "author": ""},
    **{"update": None, "notes": [], "rows": []},
}
REPORT = {
    **PERIOD,
    **{"report": "board", "title": "Board", "description": "", "force": "west-midlands"},
    **{"force_title": "West Midlands", "area": "force", "as_at": AS_AT},
}


def stored_item(rows: Sequence[Mapping[str, Any]], **other: Any) -> dict[str, Any]:
    """An item of figures as it is stored, with these rows."""
    return {**FIGURES, "rows": [{**ROW, **row} for row in rows], **other}


def figures_of(rows: Sequence[Mapping[str, Any]], **other: Any) -> FiguresDocument:
    """An item of figures, with these rows."""
    return FiguresDocument.model_validate(stored_item(rows, **other))


def table_of(document: Mapping[str, Any]) -> FiguresDocument | GridDocument:
    """An item that is printed as a table, read as it is stored."""
    item = ITEM.validate_python(document)
    assert isinstance(item, FiguresDocument | GridDocument)
    return item


def report_of(*items: Mapping[str, Any], **other: Any) -> ReportDocument:
    """A report of one section, with these items as they are stored."""
    sections = [{"title": "One", "text": "", "items": items}]
    return ReportDocument.model_validate({**REPORT, "sections": sections, **other})
