"""What a process chart asks of a figure, in the figure's own unit."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_measures.control_charts.limits import Limits, around
from oversight_measures.judgement import Compared
from oversight_measures.periods.period import Period
from oversight_measures.spread.observed import Kind
from oversight_reporting.comparison.standing_out import StandingOut, standing_out

MONTH = Period(date(2021, 3, 1), date(2021, 4, 1))
QUARTER = Period(date(2021, 1, 1), date(2021, 4, 1))
SHARE = around(Fraction(1, 2), Fraction(1, 4))
MOST = around(Fraction(3, 4), Fraction(1, 4))


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def said(found: StandingOut | None) -> StandingOut:
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "kind", "value", "hits", "limits", "ends"),
    [
        ("crime.total", Kind.COUNT, 100, 100, around(Fraction(100), Fraction(30)), (70, 130)),
        # Of residents: a hundred events are 2 of them.
        ("crime.rate", Kind.COUNT, 2, 100, around(Fraction(100), Fraction(30)), (1.4, 2.6)),
        ("crime.total", Kind.COUNT, 9, 9, around(Fraction(9), Fraction(12)), (None, 21)),
        ("stop-search.arrest", Kind.SHARE, 50, 500, SHARE, (25, 75)),
        # A share of all is no limit that anything lies beyond.
        (
            "stop-search.arrest",
            Kind.SHARE,
            50,
            500,
            around(Fraction(3, 4), Fraction(1, 4)),
            (50, None),
        ),
        # Of both counts a half is a ratio of 3 here, so a quarter is 1 and three quarters are 9.
        ("stop-search.disparity", Kind.RATIO, 3, 500, SHARE, (1, 9)),
    ],
)
def test_limits_are_told_in_the_unit_of_the_figure(
    catalogue: Catalogue,
    name: str,
    kind: Kind,
    value: int,
    hits: int,
    limits: Limits,
    ends: tuple[float | None, float | None],
) -> None:
    now = Compared(MONTH, hits, 31 if kind is Kind.COUNT else 1000)
    found = said(standing_out(catalogue.indicators[name], kind, Fraction(value), now, limits))
    assert (found.below, found.above) == pytest.approx(ends)
    assert found.words.startswith("to stand out by itself the month has to lie ")
    assert ("above" in found.words) is (ends[0] is None)
    assert ("below" in found.words) is (ends[1] is None)


def test_a_quarter_is_named_and_a_rate_of_nothing_has_no_limits(catalogue: Catalogue) -> None:
    crime, limits = catalogue.indicators["crime.total"], around(Fraction(100), Fraction(30))
    found = said(standing_out(crime, Kind.COUNT, Fraction(90), Compared(QUARTER, 90, 90), limits))
    assert found.words == (
        "to stand out by itself the quarter has to lie outside 70.0 to 130.0 (limits move with the "
        "quarter)"
    )
    nothing = Compared(MONTH, 0, 31)
    assert standing_out(crime, Kind.COUNT, Fraction(0), nothing, limits) is None


@pytest.mark.parametrize(
    ("name", "kind", "value", "hits", "limits", "where"),
    [
        ("crime.total", Kind.COUNT, 131, 131, around(Fraction(100), Fraction(30)), "70.0 to 130.0"),
        ("crime.total", Kind.COUNT, 69, 69, around(Fraction(100), Fraction(30)), "70.0 to 130.0"),
        ("stop-search.arrest", Kind.SHARE, 76, 760, SHARE, "25.0% to 75.0%"),
        ("stop-search.disparity", Kind.RATIO, 10, 769, SHARE, "1.0 to 9.0"),
    ],
)
def test_what_stands_out_already_is_not_told_what_it_would_take(
    catalogue: Catalogue,
    name: str,
    kind: Kind,
    value: int,
    hits: int,
    limits: Limits,
    where: str,
) -> None:
    """Where the month before was much like it, as within a surge."""
    now = Compared(MONTH, hits, 31 if kind is Kind.COUNT else 1000)
    found = said(standing_out(catalogue.indicators[name], kind, Fraction(value), now, limits))
    assert found.words == f"though by itself the month stands out: it lies outside {where}"
