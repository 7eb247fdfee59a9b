"""What a severity is worked out from: counts by offence, and the weights of each day."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.contracts.catalogues import Change, load

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.weights import Weights
from oversight_contracts.figures.severity import Part, Weighing, stretches
from oversight_measures.periods.period import Period

SPRING = date(2024, 4, 1)
OLD = Weights(
    scheme="cost",
    version="1",
    source="S",
    field="offence",
    until=SPRING,
    values={"homicide": Decimal("7000.5"), "shoplifting": Decimal("0.1")},
)
NEW = OLD.model_copy(update={"version": "2", "since": SPRING, "until": None})
YEAR = Period(date(2024, 1, 1), date(2025, 1, 1))


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return load(tmp_path_factory.mktemp("definitions"))


def weighing(catalogue: Catalogue, *parts: Part, unweighed: tuple[Period, ...] = ()) -> Weighing:
    counted = catalogue.indicators["crime.knife"].populations["counts"]
    return Weighing(counted, "offence", parts, unweighed)


def test_counts_are_weighed_by_the_weights_of_their_time(catalogue: Catalogue) -> None:
    parts = Part("homicide", 2, OLD), Part("homicide", 1, NEW), Part("shoplifting", 3, NEW)
    found = weighing(catalogue, *parts)
    whole = Fraction("7000.5") * 3 + Fraction("0.3")
    assert found.score(None, None) == whole
    assert found.score(1000, 700_400) == whole * 1000 / 700_400
    assert found.score(1000, None) is None
    assert (found.versions, found.counts) == ((OLD, NEW), {"homicide": 3, "shoplifting": 3})


def test_an_offence_without_a_weight_leaves_no_figure_where_it_occurred(
    catalogue: Catalogue,
) -> None:
    assert weighing(catalogue, Part("fraud", 0, OLD)).score(None, None) == 0
    found = weighing(catalogue, Part("fraud", 1, OLD), Part("homicide", 1, OLD))
    assert (found.missing, found.score(None, None)) == (("fraud",), None)


def test_days_without_weights_leave_no_figure_even_where_nothing_occurred(
    catalogue: Catalogue,
) -> None:
    found = weighing(catalogue, Part("homicide", 0, None), unweighed=(YEAR,))
    assert found.score(None, None) is None


def test_a_period_is_cut_where_the_weights_change() -> None:
    known = [OLD, NEW]
    assert list(stretches(known, "cost", YEAR)) == [
        (Period(YEAR.start, SPRING), OLD),
        (Period(SPRING, YEAR.end), NEW),
    ]
    assert list(stretches(known[:1], "cost", YEAR))[1] == (Period(SPRING, YEAR.end), None)
    assert list(stretches(known, "harm", YEAR)) == [(YEAR, None)]


@given(st.lists(st.integers(0, 999), min_size=2, max_size=6), st.integers(0, 6))
def test_the_weighed_sum_of_a_year_is_that_of_its_parts(
    catalogue: Catalogue, counts: list[int], at: int
) -> None:
    parts = [Part("homicide", n, OLD if i % 2 else NEW) for i, n in enumerate(counts)]
    first, second = (weighing(catalogue, *each) for each in (parts[:at], parts[at:]))
    whole = weighing(catalogue, *parts).score(None, None)
    assert whole == sum(filter(None, (first.score(None, None), second.score(None, None))))


def test_adding_a_severity_needs_no_rebuild(tmp_path: Path, catalogue: Catalogue) -> None:
    dropped = Change(
        "indicators/crime.yaml",
        "of: crime.knife\n  weights: cost\n  per: 1000",
        "of: crime.knife\n  weights: other",
    )
    assert load(tmp_path, dropped).counting_hash == catalogue.counting_hash
