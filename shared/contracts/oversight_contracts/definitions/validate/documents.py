"""What documents and citations must agree with: each other."""

from collections.abc import Iterator, Mapping

from oversight_contracts.definitions.models.documents import Document
from oversight_contracts.definitions.models.reference import Dimension
from oversight_contracts.definitions.validate.series import check_series
from oversight_contracts.definitions.yaml_source import Finding
from oversight_contracts.measures.indicator import Indicator


def check_documents(documents: Mapping[str, Document]) -> Iterator[Finding]:
    """Rows that stand in two documents, which would not say which is meant; leads of no row."""
    owners: dict[str, str] = {}
    for name, document in documents.items():
        for row in document.rows:
            if owners.setdefault(row, name) != name:
                yield ("documents", name, "rows", row), f"{row} is a row of {owners[row]} already"
        for row in document.leads.keys() - document.rows.keys():
            yield ("documents", name, "leads", row), f"{name} has no row {row}"


def check_citations(
    indicator: Indicator,
    documents: Mapping[str, Document],
    dimensions: Mapping[str, Dimension],
) -> Iterator[Finding]:
    """Every document or row that documents.yaml does not have, and series that are not kept."""
    for index, citation in enumerate(indicator.documents):
        place = ("documents", index)
        document = documents.get(citation.document)
        if document is None:
            yield (*place, "document"), f"no document {citation.document} in documents.yaml"
        elif citation.row not in document.rows:
            yield (*place, "row"), f"{citation.document} has no row {citation.row}"
        for reason in check_series(citation.by, indicator, dimensions):
            yield (*place, "by"), reason
