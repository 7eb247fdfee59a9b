"""Which statistic a figure is quoted from, and how it is printed."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.reporting.statistics import statistic

from oversight_contracts.measures.registry import INDICATOR
from oversight_contracts.records.statistic import Statistic
from oversight_measures.periods.period import Period
from oversight_reporting.figures.printing import printed
from oversight_reporting.figures.result import Row
from oversight_reporting.model.published import PublishedFigure, Quotation, Quotations, period_of

SHARE = INDICATOR.validate_python(
    {
        "id": "reoffending.adult",
        "title": "Reoffending",
        "description": "Adults who reoffend.",
        "measure": "statistic",
        "unit": "%",
        "polarity": "lower-is-better",
    }
)


def found(*given: dict[str, Any], breakdown: dict[str, str] | None = None) -> Quotation | None:
    records = [Statistic.model_validate(each) for each in given]
    stated = [PublishedFigure(f"S-{n}", False, record) for n, record in enumerate(records, 1)]
    return Quotations(stated, 100).find(period_of(records[0]), breakdown or {})


def print_of(**other: Any) -> str:
    return printed(SHARE, Row(quoted=found(statistic("reoffending.adult", **other))))


def test_a_decimal_is_printed_as_it_was_given() -> None:
    assert print_of(value="12.50") == "12.50"
    assert print_of(value="30") == "30"


def test_a_numerator_over_its_denominator_is_divided_exactly() -> None:
    quoted = found(statistic("reoffending.adult", numerator="1", denominator="3"))
    assert quoted is not None
    assert quoted.value == Fraction(100, 3)
    assert print_of(numerator="1", denominator="3") == "33.3"
    assert print_of(numerator="1", denominator="0") == "no cases"


@pytest.mark.parametrize(
    ("absent", "words"),
    [
        ("not-applicable", "N/A"),
        ("not-collected", "not collected"),
        ("not-published", "not published"),
        ("benchmark", "benchmark"),
    ],
)
def test_why_there_is_no_figure_is_said(absent: str, words: str) -> None:
    assert print_of(absent=absent) == words


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({"value": "8.60"}, "+8.60"),
        ({"value": "-2.1"}, "-2.1"),
        ({"value": "0"}, "0"),
        ({"numerator": "1", "denominator": "3"}, "+33.3"),
    ],
)
def test_a_change_has_its_sign_outside_of_tables_too(stated: dict[str, str], words: str) -> None:
    change = SHARE.model_copy(update={"signed": True})
    assert printed(change, Row(quoted=found(statistic("reoffending.adult", **stated)))) == words


def test_nothing_stated_is_no_figure() -> None:
    assert printed(SHARE, Row()) == "no figure"


def test_of_two_the_one_published_last_is_quoted_then_by_id() -> None:
    late = statistic("reoffending.adult", "2", published_on="2021-05-01")
    early = statistic("reoffending.adult", "1", published_on="2021-04-30")
    undated = statistic("reoffending.adult", "0")
    quoted = found(late, early, undated)
    assert quoted is not None
    assert (quoted.id, quoted.set_aside) == ("S-1", ("S-3", "S-2"))
    twins = found(early, early)
    assert twins is not None
    assert twins.id == "S-2"


def test_the_period_is_met_exactly_or_not_at_all() -> None:
    record = Statistic.model_validate(statistic("reoffending.adult", "1"))
    quotations = Quotations([PublishedFigure("S-1", False, record)], 100)
    whole = period_of(record)
    assert quotations.find(whole, {}) is not None
    assert quotations.find(Period(whole.start, whole.end.replace(month=2)), {}) is None


def test_pairs_are_found_in_whatever_order_they_were_written() -> None:
    given = statistic("reoffending.adult", "1", by="sex=F,age=Adult")
    quoted = found(given, breakdown={"age": "Adult", "sex": "F"})
    assert quoted is not None


@given(st.decimals(-(10**6), 10**6, places=3))
def test_what_was_given_is_what_is_printed(value: Any) -> None:
    text = format(value, "f").replace("-0.000", "0.000")
    assert print_of(value=text).replace(",", "") == text
