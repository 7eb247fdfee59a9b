"""What a snapshot told is remembered when the next report hides small counts."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.unit.reporting.disclosure.test_suppression import asked, shown
from tests.unit.reporting.documents import report_of
from tests.unit.reporting.readers import controlled

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.definitions.models.reports import ReportItem
from oversight_measures.disclosure.small_numbers import NOTHING_SMALL, PUBLIC, SmallNumbers
from oversight_measures.periods.period import Every
from oversight_reporting.disclosure.frozen_counts import told_by
from oversight_reporting.disclosure.suppression import (
    Controlled,
    Readers,
    apply_disclosure_control,
)
from oversight_reporting.figures.result import RawResult
from oversight_reporting.model.basis import Basis
from oversight_reporting.model.document_base import dump
from oversight_reporting.model.published_counts import by_what, told_counts, told_series
from oversight_reporting.model.snapshot import Published
from oversight_reporting.report.items.figures import item_document

DAYS = ("2020-01-05", "2020-02-05", "2020-03-05")


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def months(catalogue: Catalogue, *counts: int) -> RawResult:
    held = {(day, ""): count for day, count in zip(DAYS, counts, strict=True)}
    return asked(catalogue, "crime.total", held, every=Every.MONTH)


def quarter(catalogue: Catalogue, *counts: int) -> RawResult:
    held = {(day, ""): count for day, count in zip(DAYS, counts, strict=True)}
    return asked(catalogue, "crime.total", held)


def after(
    catalogue: Catalogue, *before: Controlled, results: Sequence[RawResult], key: int = 0
) -> Controlled:
    memory = [by_what(each.told or ()) for each in before]
    return controlled(results, PUBLIC, catalogue.forces, key, memory)


@pytest.mark.parametrize("key", range(6))
def test_another_report_does_not_give_back_what_the_first_hid(
    catalogue: Catalogue, key: int
) -> None:
    first = after(catalogue, results=[months(catalogue, 3, 50, 60)], key=key)
    assert shown(first.results[0]) == ["suppressed", 50, 60]
    alone = after(catalogue, results=[quarter(catalogue, 3, 50, 60)], key=key)
    assert shown(alone.results[0]) == [113]
    second = after(catalogue, first, results=[quarter(catalogue, 3, 50, 60)], key=key)
    assert shown(second.results[0]) == ["suppressed"]
    assert not second.lost


@pytest.mark.parametrize("key", range(6))
def test_months_that_were_printed_protect_no_other_in_the_next_revision(
    catalogue: Catalogue, key: int
) -> None:
    def both(*counts: int) -> list[RawResult]:
        return [quarter(catalogue, *counts), months(catalogue, *counts)]

    first = after(catalogue, results=both(6, 6, 7), key=key)
    second = after(catalogue, first, results=both(6, 6, 4), key=key)
    assert [shown(each) for each in second.results] == [["suppressed"], [6, 6, "suppressed"]]


def test_the_same_report_prints_the_same_again(catalogue: Catalogue) -> None:
    results = [quarter(catalogue, 3, 50, 60), months(catalogue, 3, 50, 60)]
    first = after(catalogue, results=results)
    again = after(catalogue, first, results=results)
    assert [each.tables for each in again.results] == [each.tables for each in first.results]


def test_what_is_lost_is_said(catalogue: Catalogue) -> None:
    """A report by a rule of its own printed the 3 that the public is not to see."""
    results = [quarter(catalogue, 3, 0, 0)]
    printed = controlled(results, SmallNumbers(below=2), catalogue.forces)
    assert shown(printed.results[0]) == [3]
    found = after(catalogue, printed, results=results)
    assert shown(found.results[0]) == ["suppressed"]
    assert found.lost
    assert not after(catalogue, results=results).lost


def test_who_may_see_every_count_leaves_no_memory(catalogue: Catalogue) -> None:
    results = [months(catalogue, 3, 50, 60)]
    assert controlled(results, NOTHING_SMALL, catalogue.forces).told is None


def test_a_report_for_the_public_that_hides_nothing_is_remembered(catalogue: Catalogue) -> None:
    """The annual report prints counts of 2."""
    results = [quarter(catalogue, 2, 0, 0)]
    readers = Readers(NOTHING_SMALL, remembered=True)
    annual = apply_disclosure_control(results, readers, catalogue.forces)
    assert shown(annual.results[0]) == [2]
    assert after(catalogue, annual, results=results).lost


def test_it_is_kept_with_the_basis_of_a_snapshot(catalogue: Catalogue) -> None:
    found = after(catalogue, results=[quarter(catalogue, 3, 50, 60), months(catalogue, 3, 50, 60)])
    assert found.told is not None
    kept = Basis(
        generation=1, definitions={}, residents={}, weights="", changes={},
        told=told_series(found.told),
    )  # fmt: skip
    read = Basis.model_validate(dump(kept))
    assert read.told is not None
    assert set(told_counts(read.told)) == set(found.told)
    assert {each.telling for each in found.told} == {"printed", "hidden"}


def test_a_snapshot_from_before_it_was_kept_is_read_from_its_print(catalogue: Catalogue) -> None:
    raw = months(catalogue, 3, 50, 60)
    found = after(catalogue, results=[raw])
    item = item_document(
        catalogue, ReportItem(indicator="crime.total", every=Every.MONTH), found.results[0], None
    )
    old = Published("one", "public", document=report_of(dump(item)))
    told = {each for counts in told_by(catalogue, old).values() for each in counts}
    assert told == {each for each in found.told or () if each.telling == "printed"}
    assert len(told) == 2


def test_a_count_that_came_back_to_what_it_was_is_another(catalogue: Catalogue) -> None:
    """Nobody can know that it did: it is free to protect others, though it was printed once."""
    first = after(catalogue, results=[months(catalogue, 30, 50, 60)])
    second = after(catalogue, first, results=[months(catalogue, 31, 50, 60)])
    both = [quarter(catalogue, 30, 4, 60), months(catalogue, 30, 4, 60)]
    found = after(catalogue, first, second, results=both)
    assert not found.lost
    assert [shown(each) for each in found.results] == [[94], ["suppressed", "suppressed", 60]]
