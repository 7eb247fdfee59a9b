"""The board's documents, and where in them an indicator is asked for or printed."""

from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field

from oversight_contracts.definitions.base import Definition
from oversight_contracts.records.base import Slug

RowId = Annotated[str, Field(pattern=r"^[A-Z][1-9][0-9]?$")]
# YAML reads 2014-12-02 as a day and 2011 as a number; 2023-09 stays a text.
Published = Annotated[str, BeforeValidator(str), Field(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")]


class Document(Definition):
    """A document whose figures the board reads, and what it prints, row by row."""

    title: str
    publisher: str
    date: Published = Field(description="when it was published: a day, a month or a year")
    rows: Annotated[dict[RowId, str], Field(min_length=1)] = Field(
        description="what it prints: a letter of its own and a number, and the measure in words"
    )
    leads: dict[RowId, str] = Field(
        {}, description="the post that it names as answering for a row: ACC Operations"
    )

    def measure(self, row: RowId) -> str:
        """A row in words, with its lead where the document names one. Raises ``KeyError``."""
        lead = self.leads.get(row)
        return f"{self.rows[row]} (lead: {lead})" if lead else self.rows[row]


class DocumentsFile(Definition):
    documents: dict[Slug, Document]


class Citation(Definition):
    """A place in a document."""

    document: Slug = Field(description="its name in documents.yaml")
    row: RowId = Field(description="which of the document's rows")
    where: str = Field("", description="in words: a chapter, a table, a paragraph")
    by: str = Field("", description="the series printed there, for example grade=priority-2")


def cited(citations: Iterable[Citation], documents: Mapping[str, Document]) -> str:
    """The places in words: ``Annual Report 2020/21 (E9: Indicator 9)``; empty where none is.

    A document is named once, in the order in which it is first cited. Raises ``KeyError``.
    """
    places: dict[str, list[str]] = {}
    for each in citations:
        place = f"{each.row}: {each.where}" if each.where else each.row
        places.setdefault(documents[each.document].title, []).append(place)
    return "; ".join(f"{title} ({', '.join(found)})" for title, found in places.items())
