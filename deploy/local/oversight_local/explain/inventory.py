"""The inventory of a sound folder of definitions, and the rows of documents nothing answers."""

from collections.abc import Iterator

from oversight_contracts.definitions.catalogue import Catalogue


def inventory(catalogue: Catalogue) -> Iterator[str]:
    """Lines: what there is, what is missing, and the hash that a rebuild goes by."""
    quoted = sum(e.is_published for e in catalogue.indicators.values())
    counted = sum(bool(each.populations) for each in catalogue.indicators.values())
    milestones = sum(len(plan.milestones) for plan in catalogue.plans.values())
    yield (
        f"sound: {_many(len(catalogue.indicators), 'indicator')} ({counted} counted, "
        f"{quoted} quoted{_weighed(len(catalogue.indicators) - counted - quoted)}), "
        f"{_many(len(catalogue.rules), 'rule')}, "
        f"{_many(len(catalogue.reports), 'report')}, {_many(milestones, 'milestone')} of "
        f"{_many(len(catalogue.plans), 'plan')}"
    )
    yield from _unanswered(catalogue)
    yield f"counting hash {catalogue.counting_hash}"
    yield "a stack that counted under another hash needs: oversight rebuild"


def _unanswered(catalogue: Catalogue) -> Iterator[str]:
    cited = {(e.document, e.row) for one in catalogue.indicators.values() for e in one.documents}
    missing = [
        f"nothing answers {row} of {document.title}: {measure}"
        for name, document in catalogue.documents.items()
        for row, measure in document.rows.items()
        if (name, row) not in cited
    ]
    yield from missing
    if catalogue.documents and not missing:
        rows = sum(len(document.rows) for document in catalogue.documents.values())
        yield f"all {rows} rows of {_many(len(catalogue.documents), 'document')} are answered"


def _weighed(count: int) -> str:
    return f", {count} weighed" if count else ""


def _many(count: int, word: str) -> str:
    return f"1 {word}" if count == 1 else f"{count} {word}s"
