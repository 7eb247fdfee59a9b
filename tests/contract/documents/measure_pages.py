"""Each board document row by row, with the definitions that answer it."""

from collections.abc import Iterator

from tests.contract.documents.markdown import code, table

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.documents import Citation, Document
from oversight_contracts.definitions.models.plans import Plan, milestone_in_words
from oversight_contracts.measures.indicator import Indicator

HEADS = ("Row", "Measure", "Answered by", "Where it stands")


def measure_page(catalogue: Catalogue) -> str:
    """``docs/measures.md``."""
    parts = (_document(catalogue, *each) for each in catalogue.documents.items())
    return (
        "# Measures\n\n"
        "What the board's documents print, row by row, and the definitions that answer each.\n"
        "(quoted) is a published statistic, which is never counted. Below stand the milestones\n"
        "that plans set. Written by `make docs`.\n"
        + "".join(parts)
        + "".join(_plan(catalogue, plan) for plan in catalogue.plans.values())
    )


def _plan(catalogue: Catalogue, plan: Plan) -> str:
    heading = f"\n## Milestones: {plan.title}\n\n"
    if not plan.milestones:
        return heading + "The plan sets no level for any figure.\n"
    rows = [
        (
            each.row,
            f"{code(each.indicator)} {each.by}".strip(),
            each.period,
            milestone_in_words(each, catalogue.indicators[each.indicator].unit),
            each.where,
        )
        for each in plan.milestones
    ]
    return heading + table(("Row", "Figure", "Period", "Milestone", "Where it stands"), rows)


def _document(catalogue: Catalogue, name: str, document: Document) -> str:
    rows = [(row, document.measure(row), *_answers(catalogue, name, row)) for row in document.rows]
    heading = f"\n## {document.title}\n\n{document.publisher}, {document.date}\n\n"
    return heading + table(HEADS, rows)


def _answers(catalogue: Catalogue, document: str, row: str) -> tuple[str, str]:
    found = list(_cited(catalogue, document, row))
    names = ", ".join(_named(indicator, citation) for indicator, citation in found)
    places = dict.fromkeys(citation.where for _, citation in found if citation.where)
    return names, "; ".join(places)


def _cited(catalogue: Catalogue, document: str, row: str) -> Iterator[tuple[Indicator, Citation]]:
    for indicator in catalogue.indicators.values():
        for citation in indicator.documents:
            if (citation.document, citation.row) == (document, row):
                yield indicator, citation


def _named(indicator: Indicator, citation: Citation) -> str:
    series = f" {citation.by}" if citation.by else ""
    if indicator.not_collected:
        return f"{code(indicator.id)}{series} (no longer collected)"
    quoted = " (quoted)" if indicator.is_published else ""
    return f"{code(indicator.id)}{series}{quoted}"
