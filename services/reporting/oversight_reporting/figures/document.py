"""Answers as JSON documents."""

from fractions import Fraction
from typing import Any

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.indicators import Indicator
from oversight_contracts.facts.facts import Cut
from oversight_reporting.figures.query import FigureQuery, possible_breakdowns
from oversight_reporting.figures.result import QueryResult, only_table
from oversight_reporting.figures.row import line_document
from oversight_reporting.figures.table import Table
from oversight_reporting.formatting import share

Document = dict[str, Any]


def as_at_document(catalogue: Catalogue, cut: Cut) -> Document:
    """The cut that figures are as at; ``definitions_agree`` with those this service reads."""
    return {
        "at": cut.at.isoformat(),
        "generation": cut.generation,
        "definitions": cut.definitions,
        "definitions_agree": cut.definitions == catalogue.counting_hash,
        "positions": [each.model_dump() for each in cut.positions],
    }


def indicator_document(catalogue: Catalogue, indicator: Indicator) -> Document:
    """What an indicator is, in words."""
    return {
        "id": indicator.id,
        "title": indicator.title,
        "description": indicator.description.strip(),
        "unit": indicator.unit,
        "polarity": indicator.polarity,
        "measure": indicator.measure,
        "grain": indicator.grain,
        "decimals": indicator.decimals,
        "breakdowns": [list(each) for each in possible_breakdowns(indicator)],
        "source": catalogue.source_of(indicator.id) or None,
        "documents": [each.model_dump() for each in indicator.documents],
        "lead": indicator.lead,
        "breaks": [each.model_dump(mode="json") for each in indicator.breaks],
        "comparators": list(indicator.comparators),
        "history": indicator.history.statistic if indicator.history else None,
        "not_collected": indicator.not_collected,
        "definition": catalogue.definition_hash(indicator.id),
    }


def values_document(catalogue: Catalogue, found: QueryResult) -> Document:
    """The answer to a question about one period."""
    table = only_table(found)
    header = header_document(catalogue, found)
    header["records"]["covers"] = table.covers
    return {**header, "running": table.running, **_figures(found.question, table)}


def series_document(catalogue: Catalogue, found: QueryResult) -> Document:
    """The answer to a question about a period in pieces."""
    pieces = [
        {
            "from": table.period.start.isoformat(),
            "to": table.period.end.isoformat(),
            "whole": table.whole,
            "running": table.running,
            "covers": table.covers,
            **_figures(found.question, table),
        }
        for table in found.tables
    ]
    every = str(found.question.every)
    return {**header_document(catalogue, found), "every": every, "pieces": pieces}


def header_document(catalogue: Catalogue, found: QueryResult) -> Document:
    """What was asked, and what the figures stand on."""
    question = found.question
    indicator, records = question.indicator, found.records
    return {
        "indicator": indicator.id,
        "title": indicator.title,
        "unit": indicator.unit,
        "measure": indicator.measure,
        "force": question.force,
        "area": question.area,
        "from": question.period.start.isoformat(),
        "to": question.period.end.isoformat(),
        "by": ",".join(question.by),
        "basis": question.basis,
        "as_at": as_at_document(catalogue, found.cut),
        "judged_until": found.judged_until.isoformat() if found.judged_until else None,
        "definition": catalogue.definition_hash(indicator.id),
        "records": {
            "first": records.first.isoformat() if records.first else None,
            "last": records.last.isoformat() if records.last else None,
        },
    }


def _figures(question: FigureQuery, table: Table) -> Document:
    return {
        "total": line_document(question.indicator, table.total),
        "not_stated": not_stated_document(table),
        "rows": [line_document(question.indicator, line) for line in table.lines],
    }


def not_stated_document(table: Table) -> Document | None:
    """How many say nothing of their group; None where the dimension has no such value."""
    if table.not_stated is None:
        return None
    count, of = table.not_stated
    return {
        "count": count,
        "of": of,
        "share": count / of if of else None,
        "printed_share": share(Fraction(count, of)) if of else "",
    }
