"""What differs between two revisions of a report, cell by cell, and why."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from tests.unit.reporting.documents import NARRATIVE, report_of, stored_item

from oversight_reporting.model.basis import AGAIN, DEFINITION, NOT_KEPT, RESIDENTS, Basis
from oversight_reporting.model.change_counts import ChangeCounts, FigureKey
from oversight_reporting.model.document import ChangedFigure
from oversight_reporting.render.revision_changes import HIDDEN, NOTHING, RAN_ON, changed_cells

START, END = date(2020, 1, 1), date(2020, 4, 1)
EARLIER = {
    **{"from": "2019-01-01", "to": "2019-04-01", "numerator": 6, "denominator": None, "value": 6},
    **{"printed": "6", "lower": None, "upper": None, "printed_interval": "", "suppressed": False},
}
CHANGE = {"kind": "percent", "value": 16.7, "printed": "up 16.7%"}
ROBBERY = {"offence-group": "Robbery"}


def row(printed: str, **other: Any) -> dict[str, Any]:
    return {"value": 7, "printed": printed, "earlier": EARLIER, "change": CHANGE, **other}


def item(*rows: Mapping[str, Any], **other: Any) -> dict[str, Any]:
    return stored_item(rows, compare="same-dates-last-year", **other)


def grid(printed: str) -> dict[str, Any]:
    """A table of one cell, of the figure that ``key`` names."""
    cell = {
        **{"label": "Crimes", "row": "Crimes", "column": "Now", "indicator": "crime.total"},
        **{"from": "2020-01-01", "to": "2020-04-01", "printed": printed, "shows": "value"},
        **{"force": "west-midlands", "area": "force"},
        **dict.fromkeys(("value", "numerator", "denominator", "pending")),
    }
    return {
        **{"kind": "grid", "title": "Table", "description": "", "rows_are": "", "lines": []},
        **{"columns": ["Now"], "footnotes": [], "notes": [], "rows": [cell]},
    }


def key(by: str = "", year: int = 2020) -> str:
    days = (START.replace(year=year), END.replace(year=year))
    return FigureKey("crime.total", "west-midlands", "force", by, *days).name


def basis(
    changes: Mapping[str, tuple[int, int, int]] | None = None,
    definition: str = "d",
    generation: int = 5,
    residents: Mapping[str, str] | None = None,
    tells_counts: bool = False,
    once: bool = True,
) -> Basis:
    return Basis(
        generation=generation,
        definitions={"crime.total": definition},
        residents=residents or {},
        weights="w",
        changes={name: ChangeCounts(*each) for name, each in (changes or {}).items()},
        tells_counts=tells_counts,
        added_once=["crime.total"] if once else [],
    )


def between(
    before: dict[str, Any],
    now: dict[str, Any],
    stood: Basis | None = None,
    stands: Basis | None = None,
    **report: Any,
) -> list[tuple[str, str, str | None, str | None, str]]:
    found = changed_cells(
        report_of(before, **report), stood or basis(), report_of(now), stands or basis()
    )
    return [told(each) for each in found]


def told(change: ChangedFigure) -> tuple[str, str, str | None, str | None, str]:
    before, now = (each.printed if each else None for each in (change.before, change.now))
    return change.label, change.column, before, now, "; ".join(change.reasons)


def test_where_nothing_changed_nothing_is_listed() -> None:
    assert between(item(row("7"), row("9", label="A")), item(row("7"), row("9", label="A"))) == []


def test_every_printed_cell_is_compared_and_keeps_its_unit() -> None:
    share = {"unit": "%", "measure": "proportion", "indicator": "crime.total"}
    before = item(
        row("17.3", numerator=3, denominator=10, lower=1, upper=2, printed_interval="1 to 2"),
        **share,
    )
    now = item(
        row(
            "17.4",
            **{"numerator": 4, "denominator": 11, "lower": 1, "upper": 3},
            **{"printed_interval": "1 to 3", "remarks": ["lowest on record"]},
            earlier={**EARLIER, "printed": "16.0"},
            change={**CHANGE, "printed": "up 1.4 points"},
        ),
        **share,
        notes=["A note."],
    )
    assert [each[1:4] for each in between(before, now)] == [
        ("Share", "17.3%", "17.4%"),
        ("Number", "3", "4"),
        ("Out of", "10", "11"),
        ("Same dates last year (January to March 2019)", "6%", "16.0%"),
        ("95% interval", "1 to 2", "1 to 3"),
        ("Change", "up 16.7%", "up 1.4 points"),
        ("Remarks", "", "Lowest on record"),
        ("Notes", "", "A note."),
    ]


def test_figures_come_before_what_is_judged_from_them() -> None:
    before = item(row("7", printed_interval="1 to 2"), row("8", label="A"))
    now = item(row("7", printed_interval="1 to 3"), row("9", label="A"))
    found = changed_cells(report_of(before), basis(), report_of(now), basis())
    assert [(each.label, each.material) for each in found] == [("A", True), ("All", False)]


@pytest.mark.parametrize(
    ("counts", "cause"),
    [
        ((11, 4, 2), "late records"),
        ((10, 5, 2), "corrected records"),
        ((10, 4, 3), "removed records"),
        ((11, 5, 3), "late records; corrected records; removed records"),
    ],
)
def test_a_cause_is_what_its_own_records_did_in_between(
    counts: tuple[int, int, int], cause: str
) -> None:
    robbery = key("offence-group=Robbery")
    before, now = (
        item(row("7"), row(each, label="Robbery", breakdown=ROBBERY), by="offence-group")
        for each in ("3", "4")
    )
    stood = basis({key(): (20, 4, 2), robbery: (10, 4, 2)})
    # What happened to the whole meanwhile was not all of it in this group.
    stands = basis({key(): (99, 99, 99), robbery: counts})
    assert [(each[0], each[-1]) for each in between(before, now, stood, stands)] == [
        ("Robbery", cause)
    ]


@pytest.mark.parametrize(
    ("counts", "once", "cause"),
    [
        ((1_013, 4, 2), True, "1,003 late records"),
        ((11, 5, 3), True, "1 late record; 1 corrected record; 1 removed record"),
        # Moved to another day of the period, a record was corrected on both.
        ((10, 8, 2), True, "up to 4 corrected records"),
        # Opened and closed, or on both sides of a ratio, it came twice.
        ((12, 4, 4), False, "up to 2 late records; up to 2 removed records"),
    ],
)
@pytest.mark.parametrize("form", ["figures", "grid"])
def test_who_may_see_every_count_is_told_how_many_records(
    counts: tuple[int, int, int], once: bool, cause: str, form: str
) -> None:
    before, now = (item(row(each)) if form == "figures" else grid(each) for each in ("3", "4"))
    stood = basis({key(): (10, 4, 2)})
    told_why = basis({key(): counts}, tells_counts=True, once=once)
    assert between(before, now, stood, told_why)[0][-1] == cause
    # Nobody else is: of one record more, the count behind a suppressed figure would follow.
    kinds = between(before, now, stood, basis({key(): counts}))[0][-1]
    assert not any(each.isdigit() for each in kinds)


def test_how_many_is_not_told_of_a_hidden_figure() -> None:
    hidden = row("suppressed", value=None, suppressed=True)
    stands = basis({key(): (7, 0, 0)}, tells_counts=True)
    assert {each[-1] for each in between(item(hidden), item(row("8")), stands=stands)} == {HIDDEN}


def test_last_years_column_has_the_causes_of_last_year() -> None:
    stood = basis({key(): (1, 0, 0), key(year=2019): (1, 0, 0)})
    stands = basis({key(): (1, 1, 0), key(year=2019): (1, 0, 1)})
    now = item(row("7", earlier={**EARLIER, "printed": "5"}, change={**CHANGE, "printed": "up"}))
    assert [each[1:] for each in between(item(row("7")), now, stood, stands)] == [
        ("Same dates last year (January to March 2019)", "6", "5", "removed records"),
        ("Change", "up 16.7%", "up", "corrected records; removed records"),
    ]


def test_definitions_and_reference_data_are_causes() -> None:
    over = {"measure": "rate", "basis": "census-2021"}
    census = "west-midlands/force/census-2021"
    ((*_, cause),) = between(
        item(row("7"), **over),
        item(row("8"), **over),
        basis(residents={census: "a"}),
        basis(residents={census: "b"}, definition="other"),
    )
    assert cause == f"{DEFINITION}; {RESIDENTS}"


def test_no_cause_is_guessed() -> None:
    before, now = item(row("7")), item(row("8"))
    assert between(before, now)[0][-1] == NOTHING
    assert between(before, now, stands=basis({key(): (9, 9, 9)}, generation=6))[0][-1] == AGAIN
    (found,) = changed_cells(report_of(before), None, report_of(now), basis({key(): (9, 9, 9)}))
    assert found.reasons == [NOT_KEPT]


def test_a_period_that_ran_on_is_a_cause() -> None:
    as_at = {
        **{"at": "2020-03-01T08:30:00+00:00", "generation": 5, "definitions": ""},
        **{"definitions_agree": True, "positions": []},
    }
    stands = basis({key(): (1, 0, 0)})
    found = between(item(row("7")), item(row("8")), stands=stands, as_at=as_at)
    assert found[0][-1] == f"new records; {RAN_ON}"


def test_nothing_of_a_hidden_figure_is_told() -> None:
    hidden = row("suppressed", value=None, suppressed=True)
    stands = basis({key(): (1, 0, 0)})
    found = between(item(hidden), item(row("8")), stands=stands)
    assert {each[-1] for each in found} == {HIDDEN}


def test_a_row_that_came_or_went_is_told_once() -> None:
    before, now = item(row("7"), row("3", label="A")), item(row("7"), row("2", label="B"))
    assert [each[:4] for each in between(before, now)] == [
        ("B", "Crimes", None, "2"),
        ("A", "Crimes", "3", None),
    ]


def test_another_title_is_no_other_figure() -> None:
    assert between(item(row("7")), item(row("7"), title="Other")) == []


def test_words_of_a_lead_are_compared_and_never_cut() -> None:
    words = {
        **{"label": "Words", "from": "2020-01-01", "to": "2020-04-01", "printed": "On track"},
        **dict.fromkeys(("value", "numerator", "denominator", "pending")),
    }
    before, now = (
        {**NARRATIVE, "commentary": False, "status": None, "narrative": each, "rows": [words]}
        for each in ("Short.", "long " * 1_000)
    )
    ((label, column, told_before, told_now, cause),) = between(before, now)
    assert (label, column, told_before) == ("Words", "Words", "Short.")
    assert (told_now or "").strip() == ("long " * 1_000).strip()
    assert cause == "its lead wrote otherwise"
