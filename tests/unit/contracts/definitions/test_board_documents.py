"""Reports that make the board's documents anew, held to the text of these: order, words, leads."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.reports import DeliverableItem, Report

pytestmark = pytest.mark.oracle

# Each report, the document that it makes anew, and from which words on the document is read.
REPORTS = {
    "annual-plan-2011-12": ("strategic-policing-plan-2011-15", "milestones for judging force"),
    "board-performance-2014-12": ("spcb-performance-report-2014-12", "milestones and deliverables"),
    "headline-measures-2014-16": ("police-and-crime-plan-2014-16", "nine headline quantitative"),
    "national-priorities-2023-09": ("spcb-national-priorities-2023-09", "introduction"),
    "annual-report-2020-21": ("annual-report-2020-21", "performance since 2016"),
}
# What is no heading in its document: a list that has none, and a name that stands in a picture.
WITHOUT_A_HEADING = {
    "Headline measures",
    "Contributing to national policing requirements",
}
# What is printed after a deliverable, where that is no lead and frequency as we write them.
PRINTED = {
    "establish-the-work-plan-for-the-youth-commission-integrating-its": "pcc proposal 6 monthly",
    "reduce-property-related-crime-with-a-focus-on-burglary-reduce": (
        "acc local poling crime monthly"
    ),
}
FREQUENCIES = {
    None: "",
    "monthly": "monthly",
    "quarterly": "quarterly",
    "6-monthly": "6 monthly",
    "until-complete": "quarterly until complete",
}


@pytest.fixture(scope="module")
def shipped(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def document(report: str) -> str:
    """The text of a report's document, without capitals and signs."""
    name, start = REPORTS[report]
    path = Path(os.environ["OVERSIGHT_ORACLES"]).parent / "sources" / f"{name}.txt"
    text = plain(path.read_text(encoding="utf-8"))
    return text[text.index(start) :]


def out_of_order(titles: Iterator[str], text: str) -> Iterator[str]:
    """The titles that do not stand in ``text`` after the one before them."""
    place = 0
    for title in titles:
        found = text.find(plain(title), place)
        if found < 0:
            yield title
        place = max(found, place)


@pytest.mark.parametrize("report", REPORTS)
def test_sections_are_those_of_the_document_in_its_order(shipped: Catalogue, report: str) -> None:
    titles = (each.title for each in shipped.reports[report].sections)
    headed = (title for title in titles if title not in WITHOUT_A_HEADING | {"Executive summary"})
    assert list(out_of_order(headed, document(report))) == []


def deliverables(report: Report) -> Iterator[DeliverableItem]:
    for section in report.sections:
        yield from (each for each in section.items if isinstance(each, DeliverableItem))


def test_deliverables_have_the_words_leads_and_frequencies_that_are_printed(
    shipped: Catalogue,
) -> None:
    text = document("board-performance-2014-12")
    place, wrong = 0, []
    for each in deliverables(shipped.reports["board-performance-2014-12"]):
        title = plain(each.title)
        said = PRINTED.get(each.deliverable, plain(f"{each.lead} {FREQUENCIES[each.frequency]}"))
        # One heading has a stray letter at its end.
        found = re.compile(rf"{title}u?( lead)? {said}\b".replace("  ", " ")).search(text, place)
        if found is None:
            wrong.append((each.title, said))
        else:
            place = found.end()
    assert wrong == []


def test_a_deliverable_without_a_lead_has_none_in_print(shipped: Catalogue) -> None:
    text = document("board-performance-2014-12")
    every = deliverables(shipped.reports["board-performance-2014-12"])
    nobody = [each for each in every if not each.lead]
    for each in nobody:
        after = text[text.index(plain(each.title)) + len(plain(each.title)) :]
        assert not after.strip().startswith(("lead", "acc", "dcc", "pcc", "director")), each.title
    assert len(nobody) == 4


def test_the_nine_headline_measures_stand_in_the_order_of_the_plan(shipped: Catalogue) -> None:
    items = shipped.reports["headline-measures-2014-16"].sections[0].items
    titles = [title for each in items if (title := getattr(each, "title", "") or "")]
    numbered = [found for each in titles if (found := re.fullmatch(r"(\d)\. (.+)", each))]
    assert [each[1] for each in numbered] == [str(number) for number in range(1, 10)]
    text = document("headline-measures-2014-16")
    assert list(out_of_order((each[2] for each in numbered), text)) == []
