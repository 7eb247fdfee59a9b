"""The public asks for whole standard periods: nothing else can be subtracted from another."""

from datetime import date
from pathlib import Path

import pytest

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_measures.periods.period import Every, Period
from oversight_reporting.figures.query import FigureQuery, Refused
from oversight_reporting.figures.standard_periods import is_standard, require_standard


@pytest.fixture(scope="module")
def catalogue(definitions: Path) -> Catalogue:
    return load_catalogue(definitions)


def period(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("start", "end", "standard"),
    [
        ("2020-02-01", "2020-03-01", True),
        ("2020-04-01", "2020-07-01", True),
        ("2020-04-01", "2021-04-01", True),
        ("2020-01-01", "2021-01-01", True),
        # Twelve months that end with any month.
        ("2019-09-01", "2020-09-01", True),
        # Three months that are no quarter, and what is no months at all.
        ("2020-02-01", "2020-05-01", False),
        ("2020-01-01", "2020-03-01", False),
        ("2020-01-01", "2020-01-31", False),
        ("2020-01-02", "2020-02-02", False),
        ("2020-01-01", "2020-01-02", False),
        ("2019-01-01", "2021-01-01", False),
    ],
)
def test_which_periods_are_standard(start: str, end: str, standard: bool) -> None:
    assert is_standard(period(start, end)) is standard


@pytest.mark.parametrize(
    ("days", "every", "parameter"),
    [
        (("2020-01-01", "2020-03-01"), None, "to"),
        (("2020-01-01", "2020-03-01"), Every.DAY, "every"),
        (("2020-01-06", "2020-01-20"), Every.WEEK, "every"),
        (("2020-01-02", "2020-03-01"), Every.MONTH, "from"),
        (("2020-01-01", "2020-03-02"), Every.MONTH, "to"),
        (("2020-02-01", "2020-07-01"), Every.QUARTER, "from"),
    ],
)
def test_what_is_refused_names_the_parameter(
    catalogue: Catalogue, days: tuple[str, str], every: Every | None, parameter: str
) -> None:
    crime = catalogue.indicators["crime.total"]
    query = FigureQuery(crime, "west-midlands", "force", period(*days), every=every)
    with pytest.raises(Refused) as refused:
        require_standard(query)
    assert refused.value.parameter == parameter
    assert "small counts" in refused.value.reason


def test_months_of_any_span_are_answered(catalogue: Catalogue) -> None:
    crime = catalogue.indicators["crime.total"]
    span = period("2020-02-01", "2020-09-01")
    require_standard(FigureQuery(crime, "west-midlands", "force", span, every=Every.MONTH))


def test_what_others_publish_is_answered_for_any_days(catalogue: Catalogue) -> None:
    published = next(each for each in catalogue.indicators.values() if each.is_published)
    days = period("2020-01-02", "2020-03-05")
    require_standard(FigureQuery(published, "west-midlands", "force", days))
