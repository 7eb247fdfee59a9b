"""A process chart as a document: what it says of each row, and in words of the whole."""

from collections.abc import Iterator, Sequence
from typing import Any

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.reports import ReportItem
from oversight_measures.periods import Every
from oversight_reporting.answers import Answer
from oversight_reporting.process_targets import target_of
from oversight_reporting.process_words import KEY, METHOD, words_of
from oversight_reporting.processes import Course, Point, course_of, point_document, remarks_on

Document = dict[str, Any]


def process_document(
    catalogue: Catalogue,
    item: ReportItem,
    found: Answer,
    points: Sequence[Point],
    rows: Sequence[Document],
) -> Document | None:
    """The words of an item's process charts, one series each; None where none is asked for.

    ``rows`` are those of ``points``: each is told what its chart says of it, and the last of a
    series its words, so that every format has them.
    """
    every = found.question.every
    if item.chart != "xmr" or every is None:
        return None
    courses = list(_courses(catalogue, item, found, points))
    told = [_told(course, numbers, rows, every) for course, numbers in courses]
    # Without limits there is nothing that the method could explain.
    limits = any(segment.enough for course, _ in courses for segment in course.segments)
    return {"series": told, "method": f"{METHOD} {KEY}" if limits else ""}


def _courses(
    catalogue: Catalogue, item: ReportItem, found: Answer, points: Sequence[Point]
) -> Iterator[tuple[Course, list[int]]]:
    """Each series with the numbers of its rows; totals stand for themselves alone."""
    grouped: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for number, (_, line) in enumerate(points):
        if bool(line.breakdown) == bool(found.question.by):
            grouped.setdefault(tuple(line.breakdown.items()), []).append(number)
    for breakdown, numbers in grouped.items():
        mine = [points[number] for number in numbers]
        target = target_of(catalogue, found.question, dict(breakdown), mine[-1][0].period.start)
        yield course_of(found.question.indicator, mine, item.steps, target, item.freeze), numbers


def _told(
    course: Course, numbers: Sequence[int], rows: Sequence[Document], every: Every
) -> Document:
    for number, (table, line) in zip(numbers, course.points, strict=True):
        row = rows[number]
        row["process"] = point_document(course, table, line)
        row["remarks"] = [*row["remarks"], *remarks_on(row["process"])]
    words = words_of(course, every)
    rows[numbers[-1]]["text"] = " ".join(words)
    return {"label": course.label, "words": words}
